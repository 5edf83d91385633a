import type { JsonObject } from '../template';
import { canonicalText, identityOf, metadataOf, type Refusal } from './refusal';

/**
 * Pods that pass from a HorizontalPodAutoscaler to KEDA in one upgrade. Helm and Argo CD make what is new before they
 * delete what is gone, and the admission webhook of KEDA takes no ScaledObject while another autoscaler is there for its
 * target. The other way goes through: nothing looks at a new HorizontalPodAutoscaler.
 * Source: `verifyHpas` in apis/keda/v1alpha1/scaledobject_webhook.go of KEDA 2.
 */
export function scalerRefusals(gone: readonly JsonObject[], added: readonly JsonObject[]): Refusal[] {
  const hpas = gone.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
  return added
    .filter(({ kind }) => kind === 'ScaledObject')
    .flatMap((scaledObject) => {
      const hpa = hpas.find((candidate) => targetOf(candidate) === targetOf(scaledObject));
      if (hpa === undefined) return [];
      const { name, namespace } = metadataOf(hpa);
      return [
        {
          rule: 'scaler',
          place: identityOf(scaledObject),
          found: `it is new while ${identityOf(hpa)} is gone, which scales the same pods until the upgrade deletes it`,
          expected: 'no other scaler of these pods when KEDA is asked, which refuses a second one',
          fix:
            `keep the HorizontalPodAutoscaler for now; or delete it right before the upgrade, with kubectl delete ` +
            `hpa/${name}${namespace === undefined ? '' : ` --namespace ${namespace}`}, upon which the number of pods stays, and say so: ` +
            `--removed HorizontalPodAutoscaler/${name}`,
        } satisfies Refusal,
      ];
    });
}

/** Namespace, kind and name of what an object scales; a ScaledObject scales a Deployment unless it says otherwise. */
function targetOf(object: JsonObject): string | undefined {
  const { scaleTargetRef } = (object.spec ?? {}) as { scaleTargetRef?: { kind?: string; name?: string } };
  const { kind = 'Deployment', name = '' } = scaleTargetRef ?? {};
  return canonicalText([metadataOf(object).namespace ?? '', kind, name]);
}
