import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { camelCase, type JobDeclaration } from '../declaration';
import { Edits } from '../synth';
import { allOf, anyOf, type Condition, LongerThan } from '../template';
import { cronPattern } from '../topology';
import { release, type Values } from '../values';
import { type JobPodParts, jobPod } from './job-pod';
import { ReleaseNames, type ServiceContext } from './service-context';
import { jobResources, podExtras, resourcesValue } from './workload-values';

/** Label of the pods of all scheduled jobs of a service. */
export const jobComponent = 'job';

/** The API server leaves 11 characters for what it adds to the name of a CronJob. */
const longestName = 52;

export type CronJobParts = Omit<JobPodParts, 'container' | 'args' | 'extras' | 'resources'>;

/**
 * A CronJob for each job of the declaration, in UTC. Runs never overlap, and what was missed for more than five minutes
 * is not made up for: the next run does the work.
 */
export function cronJobs(scope: Construct, context: ServiceContext, parts: CronJobParts): ApiObject[] {
  return Object.entries(context.declaration.jobs ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, job]) => cronJob(scope, context, parts, name, job));
}

/** Any of the jobs is on. */
export function anyJobEnabled({ declaration, values }: ServiceContext): Condition {
  return anyOf(...Object.entries(declaration.jobs ?? {}).map(([name, job]) => jobEnabled(values, name, job)));
}

function jobEnabled(values: Values, name: string, job: JobDeclaration): Condition {
  return jobValues(values, name, job).flag('enabled', { default: true, description: 'Run the job.' });
}

function jobValues(values: Values, name: string, { description }: JobDeclaration): Values {
  return values.at('jobs').describe('Jobs that run on a schedule.').at(camelCase(name)).describe(description);
}

function cronJob(
  scope: Construct,
  context: ServiceContext,
  parts: CronJobParts,
  name: string,
  job: JobDeclaration,
): ApiObject {
  const { declaration, values } = context;
  const own = jobValues(values, name, job);
  const enabled = jobEnabled(values, name, job);
  const length = longestName - `-${declaration.name}-${name}`.length;
  values.refuse(
    allOf(ReleaseNames.prefixed, new LongerThan(release.name, length)),
    `release name: longer than ${length} characters, which leaves no room for the name of the CronJob ${name}; choose a shorter one`,
  );
  const object = new ApiObject(scope, `cron-job-${name}`, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: `${context.fullName}-${name}`,
      labels: { ...context.labels, 'app.kubernetes.io/component': jobComponent },
    },
    spec: {
      schedule: own.string('schedule', {
        default: job.schedule,
        pattern: cronPattern,
        description: 'When the job runs: a cron expression of five fields, in UTC.',
      }),
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 300,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          activeDeadlineSeconds: own.integer('activeDeadlineSeconds', {
            default: 1_800,
            minimum: 10,
            maximum: 86_400,
            description: 'Seconds until a run is given up.',
          }),
          backoffLimit: 2,
        },
      },
    },
  });
  const resources = resourcesValue(own, jobResources);
  const extras = podExtras(context, parts.secrets);
  Edits.of(object)
    .guardObject(enabled)
    .set(
      '/spec/jobTemplate/spec/template',
      jobPod(context, jobComponent, { ...parts, container: name, args: job.args, extras, resources }),
    );
  return object;
}
