// Judges pods by the Pod Security Standard "restricted" with the code of the API server itself. It reads a JSON array of
// pod templates and prints, as a JSON array of the same length, why each is forbidden; an empty text: it is admitted.
package main

import (
	"encoding/json"
	"log"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

func main() {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		log.Fatal(err)
	}
	var pods []corev1.PodTemplateSpec
	if err := json.NewDecoder(os.Stdin).Decode(&pods); err != nil {
		log.Fatal(err)
	}
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	reasons := make([]string, len(pods))
	for i := range pods {
		result := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &pods[i].ObjectMeta, &pods[i].Spec))
		reasons[i] = result.ForbiddenReason()
	}
	if err := json.NewEncoder(os.Stdout).Encode(reasons); err != nil {
		log.Fatal(err)
	}
}
