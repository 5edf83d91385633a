import { ApiObject } from 'cdk8s';
import type { ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { type Condition, Hash, NamedBlock, stringPlaceholder } from '../template';
import type { Values } from '../values';
import type { Image } from './image';
import { jobPod } from './job-pod';
import type { PodUser } from './pod-security';
import type { Secrets } from './secret-references';
import type { ServiceContext } from './service-context';
import { jobResources, podExtras, resourcesValue } from './workload-values';

export interface MigrationParts {
  readonly image: Image;
  readonly user: PodUser;
  readonly secrets: Secrets;
  readonly serviceAccount: ServiceAccount;
  /** Command in the service's image that waits for the database and migrates it. */
  readonly command: readonly string[];
}

export function migrationEnabled(values: Values): Condition {
  return values
    .at('migration')
    .describe('The Job that brings the database to the version of the image.')
    .flag('enabled', { default: true, description: 'Run migrations with each release that needs it.' });
}

/**
 * A plain Job, no hook, named by the hash of its pod. So it runs when there is something new to run: on the first
 * installation, on an upgrade and on a rollback to another image, with Helm, `kubectl apply` and Argo CD alike. It waits
 * for a database that comes up later in the same release, and the command takes a lock, so that repeated and concurrent
 * runs are harmless. Pods of the server become ready when its migrations are there.
 */
export function migrationJob(scope: Construct, context: ServiceContext, parts: MigrationParts): ApiObject {
  const { declaration, names, values } = context;
  const own = values.at('migration');
  const enabled = migrationEnabled(values);
  const database: Secrets = {
    ...parts.secrets,
    references: parts.secrets.references.filter(({ variable }) => variable === 'DATABASE_URL'),
  };
  const pod = new NamedBlock(
    names.template('migration', declaration.name),
    'Pod of the migration Job.',
    jobPod(context, 'migration', {
      image: parts.image,
      user: parts.user,
      secrets: database,
      extras: podExtras(context, parts.secrets),
      serviceAccount: parts.serviceAccount,
      container: 'migration',
      command: parts.command,
      resources: resourcesValue(own, jobResources),
    }),
  );
  const job = new ApiObject(scope, 'migration-job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${context.fullName}-migration-${stringPlaceholder(new Hash(pod))}`,
      labels: { ...context.labels, 'app.kubernetes.io/component': 'migration' },
      annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
    },
    spec: {
      activeDeadlineSeconds: own.integer('activeDeadlineSeconds', {
        // What it waits for longest are Secrets that somebody makes by hand; the command bounds itself.
        default: 86_400,
        minimum: 10,
        maximum: 86_400,
        description: 'Seconds until the Job is given up, waiting for its Secret and the database included.',
      }),
      backoffLimit: own.integer('backoffLimit', {
        default: 10,
        minimum: 0,
        maximum: 100,
        description: 'Failed pods until the Job is given up.',
      }),
    },
  });
  Edits.of(job).guardObject(enabled).set('/spec/template', pod);
  return job;
}
