import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import type { Image } from './image';
import { type PodUser, restrictedContainer, restrictedPod } from './pod-security';
import { servicePort } from './service';
import type { ServiceContext } from './service-context';

interface TestPodParts {
  readonly image: Image;
  readonly user: PodUser;
  /** @default - a program for Node.js: any HTTP answer below 500 is good */
  readonly command?: readonly string[];
}

const askByNode =
  `fetch(process.env.URL).then((r) => { console.log(process.env.URL, r.status); process.exit(r.status < 500 ? 0 : 1); }, ` +
  `(e) => { console.error(process.env.URL, e.message); process.exit(1); })`;

/** A pod for `helm test` that asks the service through its name, as a peer would. */
export function testPod(scope: Construct, context: ServiceContext, parts: TestPodParts): ApiObject {
  const { declaration, names, fullName } = context;
  const pod = new ApiObject(scope, 'test-pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${fullName}-test`,
      labels: { ...context.labels, ...names.selector(declaration.name, 'test') },
      annotations: testHook(0),
    },
    spec: {
      restartPolicy: 'Never',
      serviceAccountName: fullName,
      containers: [
        {
          name: 'test',
          image: parts.image.reference,
          imagePullPolicy: parts.image.pullPolicy,
          command: [...(parts.command ?? ['node', '-e', askByNode])],
          env: [{ name: 'URL', value: `http://${fullName}:${servicePort}/` }],
          resources: {
            requests: { cpu: '10m', memory: '64Mi', 'ephemeral-storage': '16Mi' },
            limits: { cpu: '500m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
          },
          ...restrictedContainer(parts.user),
        },
      ],
      ...restrictedPod(parts.user),
    },
  });
  Edits.of(pod).spread('/spec/imagePullSecrets', parts.image.pullSecrets, 'list');
  return pod;
}

/** Annotations of what `helm test` makes, in order of weight, and takes away again when all went well. */
export function testHook(weight: number): Record<string, string> {
  return {
    'helm.sh/hook': 'test',
    'helm.sh/hook-weight': String(weight),
    'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
  };
}
