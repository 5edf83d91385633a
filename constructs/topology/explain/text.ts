import type { EdgeExplanation, Explanation, MissingLine, NetworkRule } from './explanation';

const labelWidth = 14;

/** An explanation for people. */
export function explanationText(explanation: Explanation): string {
  const { from, target, answer, edges, ways } = explanation;
  const verdict = explanation.allowed ? 'allowed' : 'refused';
  return `${[
    `${from} → ${target}: ${verdict}`,
    `  ${answer}.`,
    ...edges.flatMap((edge) => ['', ...edgeLines(edge)]),
    ...ways.flatMap((way, index) => [
      '',
      index === 0 ? '  To allow it, write:' : '  or:',
      ...way.flatMap(missingLines),
    ]),
  ].join('\n')}\n`;
}

function missingLines({ place, line }: MissingLine): string[] {
  return [`    ${place}`, `      ${line}`];
}

function edgeLines(edge: EdgeExplanation): string[] {
  const { kind, from, to, name, policy, consumer, scaler } = edge;
  return [
    `  ${from} → ${to ?? 'nobody'}: ${kind}${name === undefined ? '' : ` ${name}`}`,
    ...row('declared by', edge.declaredBy),
    ...row(
      'code',
      edge.code.map(({ service, note }) => `${service}: ${note}`),
    ),
    ...row('edge', policy === undefined ? [] : [policyText(policy)]),
    ...row('network', edge.network.map(networkText)),
    ...row(
      'broker',
      edge.grants.map(({ user, publish, reason }) => `${user} may publish ${publish} (${reason})`),
    ),
    ...row('stream', edge.stream === undefined ? [] : [edge.stream]),
    ...row('consumer', consumer === undefined ? [] : [consumerText(consumer)]),
    ...row('dead letters', edge.deadLetters === undefined ? [] : [edge.deadLetters]),
    ...row('scaler', scaler === undefined ? [] : [scalerText(scaler)]),
  ];
}

function row(label: string, values: readonly string[]): string[] {
  return values.map((value, index) => `    ${(index === 0 ? label : '').padEnd(labelWidth)}${value}`);
}

function policyText({
  timeoutMs,
  retries,
  retried,
  retryBudget,
  breaker,
  bulkhead,
}: NonNullable<EdgeExplanation['policy']>): string {
  const repeats = retried
    ? `safe requests again up to ${retries} ${retries === 1 ? 'time' : 'times'} within a budget of ${Math.round(retryBudget * 100)} %`
    : 'no retries, as it is not safe to repeat';
  const open = `breaker opens after ${breaker.consecutiveFailures} failures for ${breaker.openMs} ms`;
  return `${timeoutMs} ms per attempt, ${repeats}, ${open}, ${bulkhead} calls in flight per pod`;
}

function scalerText({ service, keda }: NonNullable<EdgeExplanation['scaler']>): string {
  const trigger = `${keda.type}, account ${keda.account}, stream ${keda.stream}, consumer ${keda.consumer}`;
  return `${service}: HorizontalPodAutoscaler by default; with autoscaling.scaler=keda a trigger ${trigger}`;
}

function networkText({ policyOf, direction, peer, port, linkerdPort }: NetworkRule): string {
  const preposition = direction === 'egress' ? 'to' : 'from';
  const withLinkerd = linkerdPort === undefined ? '' : `; with global.mesh=linkerd TCP ${linkerdPort} too`;
  return `${direction} of ${podsOf(policyOf)}: ${preposition} ${podsOf(peer)}, TCP ${port}${withLinkerd}`;
}

function podsOf(service: string): string {
  return `app.kubernetes.io/name=${service}`;
}

function consumerText({
  durable_name,
  filter_subjects,
  ack_wait,
  max_deliver,
  max_ack_pending,
}: NonNullable<EdgeExplanation['consumer']>): string {
  const waits = `waits ${ack_wait / 1_000_000_000} s for an acknowledgement, ${max_deliver} deliveries`;
  const subjects = filter_subjects.length === 1 ? '1 subject' : `${filter_subjects.length} subjects`;
  return `${durable_name} (${subjects}), ${waits}, ${max_ack_pending} unacknowledged at most`;
}
