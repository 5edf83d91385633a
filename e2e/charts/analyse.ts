import { type JsonObject, manifestText, mergeFiles } from '@flotilla/constructs';
import { optionsOf } from '../../bench/options';
import { apiSchemas, checkov, type Finding, forbiddenReasons, kubeScore } from './analysers';
import { forEveryImage } from './image-values';
import { podSecurityCases } from './pod-security-cases';
import { environments, everythingOn, manifests, renderShop, umbrella, valuesOf } from './shop';
import { TemporaryFolder } from './temporary-folder';
import { withoutTests } from './without-tests';
import { workloadsOf } from './workloads';

const usage = `usage: npm run analyse

  Prints what other people's analysers say of the shop, and exits with 1 where a finding is not explained. Needs Go and
  Python, with which it installs them.
`;

function main(): number {
  const folder = new TemporaryFolder();
  const write = (name: string, objects: readonly JsonObject[]): string =>
    folder.write(`${name}.yaml`, manifestText(objects, 'For analysers.'));
  try {
    const production = write('production', manifests('production'));
    const released = write('production-released', manifests('production', forEveryImage(umbrella, { digest })));
    const defaults = write('defaults', withoutTests(renderShop('shop')));
    const outcomes = [
      report('kube-score, production', kubeScore(production)),
      report('checkov, production', checkov(production), { CKV_K8S_43: unbuilt }),
      report('kube-score, production with images that are built', kubeScore(released)),
      report('checkov, production with images that are built', checkov(released)),
      report('kube-score, chart defaults', kubeScore(defaults), { 'container-image-pull-policy': pullPolicy }),
      report('checkov, chart defaults', checkov(defaults), {
        CKV_K8S_15: pullPolicy,
        CKV_K8S_35: 'secrets are variables unless secretsAsFiles is set, as most charts and readers expect',
        CKV_K8S_43: unbuilt,
      }),
      ...environments.map(({ name }) => report(`schemas, ${name}`, apiSchemas(write(name, manifests(name))))),
      report(
        'schemas, everything on',
        apiSchemas(write('everything', renderShop('shop', mergeFiles([everythingOn, everyKind])))),
      ),
      report('Pod Security "restricted"', podSecurity()),
    ];
    return outcomes.every((good) => good) ? 0 : 1;
  } finally {
    folder.remove();
  }
}

/** What a pipeline writes down after it built an image; which digest it is is of no meaning to analysers. */
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

const unbuilt = 'the digest of an image is known when it is built, and then set for the environment';
const pullPolicy = 'IfNotPresent starts pods while the registry is away; production sets Always';

const service: JsonObject = {
  externalSecret: { enabled: true },
  metrics: {
    serviceMonitor: { enabled: true },
    prometheusRule: { enabled: true },
    dashboard: { enabled: true },
  },
};

/** Values with which every kind of object is rendered that the charts know, but for those of Linkerd. */
const everyKind: JsonObject = {
  global: { mesh: 'istio' },
  users: service,
  products: service,
  orders: { ...service, autoscaling: { scaler: 'keda' } },
  payments: service,
  gateway: service,
};

/** The API server's own judge, which must also agree with the one that `npm test` uses. */
function podSecurity(): Finding[] {
  const workloads = environments.flatMap(({ name }) => workloadsOf(renderShop('shop', valuesOf(name))));
  const forbidden = forbiddenReasons(workloads.map(({ pod }) => pod)).flatMap((message, index) =>
    message === undefined ? [] : [{ rule: 'restricted', object: workloads[index]?.name ?? '', message }],
  );
  const disagreements = forbiddenReasons(podSecurityCases.map(({ pod }) => pod)).flatMap((reason, index) => {
    const { name, control } = podSecurityCases[index] as (typeof podSecurityCases)[number];
    if ((reason === undefined) === (control === undefined)) return [];
    const message = `found ${reason ?? 'admitted'}, expected ${control ?? 'admitted'} as in pod-security-cases.ts`;
    return [{ rule: 'the standard', object: name, message }];
  });
  return [...forbidden, ...disagreements];
}

/** @param explained why findings of a rule are accepted; a rule without findings must not be listed */
function report(
  title: string,
  findings: readonly Finding[],
  explained: Readonly<Record<string, string>> = {},
): boolean {
  const open = findings.filter(({ rule }) => explained[rule] === undefined);
  const idle = Object.keys(explained).filter((rule) => !findings.some((finding) => finding.rule === rule));
  process.stdout.write(`${title}: ${open.length} findings\n`);
  for (const { rule, object, message } of open) process.stdout.write(`  ${rule} ${object}: ${message}\n`);
  for (const [rule, reason] of Object.entries(explained)) {
    const count = findings.filter((finding) => finding.rule === rule).length;
    process.stdout.write(`  ${rule} (${count}, accepted): ${reason}\n`);
  }
  for (const rule of idle) process.stdout.write(`  ${rule}: is accepted, but nothing was found; remove it\n`);
  return open.length === 0 && idle.length === 0;
}

optionsOf(usage, {});
process.exitCode = main();
