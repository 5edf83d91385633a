import type { k8s } from 'cdk8s-plus-27';
import { Edits } from '../synth';
import { allOf, type Condition, expressionOf, Fallback, Guard, not, type Template } from '../template';
import { annotations, dnsLabel, hostName, optionalDnsSubdomain, type Values } from '../values';

export interface IngressParts {
  /** Where the values of the Ingress stand. */
  readonly values: Values;
  readonly enabled: Condition;
  /** Name of the Secret with the certificate where the values give none. */
  readonly secretName: string;
  /** Paths of every host. */
  readonly paths: readonly Template[];
}

/** Public name until the owner has one. */
export const exampleHost = 'api.yourdomain.com';

/** What all Ingresses have in common: class, hosts, TLS and annotations as values. */
export function completeIngress(ingress: k8s.KubeIngress, { values, enabled, secretName, paths }: IngressParts): void {
  const className = values.string('className', {
    default: 'nginx',
    pattern: dnsLabel,
    description: 'IngressClass.',
  });
  const hosts = values.list('hosts', {
    default: [exampleHost],
    items: { type: 'string', pattern: hostName },
    description: 'Host names under which the API is reached.',
  });
  const tls = values.at('tls').describe('Encryption between the clients and the ingress controller.');
  const encrypted = tls.flag('enabled', {
    default: false,
    description: 'Serve https with the certificate of a Secret; cert-manager makes one where its annotation is set.',
  });
  const certificate = tls.text('secretName', {
    default: '',
    pattern: optionalDnsSubdomain,
    description: 'Secret with the certificate; empty: named like the Ingress, with "-tls".',
  });
  const extra = values.map('annotations', {
    default: {},
    schema: annotations,
    description: 'Annotations of the Ingress.',
  });
  const path = values.path.join('.');
  values.refuse(
    allOf(enabled, not(hosts.given)),
    `value ${path}.hosts: is empty, expected at least one host name; without one the Ingress would answer for every host`,
  );
  Edits.of(ingress)
    .guardObject(enabled)
    .set('/spec/ingressClassName', className)
    .set('/spec/rules', [hosts.eachString((host) => ({ host, http: { paths: [...paths] } }))])
    .set(
      '/spec/tls',
      new Guard(encrypted, [{ hosts: hosts.fill(), secretName: new Fallback(certificate, expressionOf(secretName)) }]),
    )
    .spread('/metadata/annotations', extra.spread());
}

/**
 * The switch of the Ingress that goes past the gateway. It is shared by all charts, because what it opens lies in
 * several: the Ingress in the umbrella, the services' network policies in theirs.
 */
export function directIngressEnabled(values: Values): Condition {
  return values.global.flag('directIngress.enabled', {
    default: false,
    description: 'Lead requests straight to the services, past the gateway, which then checks and limits nothing.',
  });
}
