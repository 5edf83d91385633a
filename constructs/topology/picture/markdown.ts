import { tableCell } from '../../one-line';
import { durableConsumersOf } from '../broker';
import { sortedBy } from '../order';
import type { Topology } from '../topology';
import { type Flow, flowsOf } from './flows';

/** The topology as a page for people: a Mermaid picture, and tables of every edge with what stands on it. */
export function topologyMarkdown(topology: Topology): string {
  return `${[
    '# Topology',
    '',
    'Who talks to whom, as the services declare it. What is not here is refused by the runtime, the network policies and the broker.',
    '',
    '```mermaid',
    ...mermaid(topology),
    '```',
    '',
    ...section('Services', ['service', 'purpose', 'database', 'public routes'], servicesRows(topology)),
    ...section('HTTP', ['from', 'to', 'what', 'per attempt', 'retries', 'in flight per pod'], httpRows(topology)),
    ...section('Commands', ['from', 'to', 'command', 'subject', 'version', 'consumer'], commandRows(topology)),
    ...section('Events', ['owner', 'subject', 'version', 'read by', 'schema'], eventRows(topology)),
    ...section('Durable consumers', ['service', 'stream', 'consumer', 'subjects'], consumerRows(topology)),
  ].join('\n')}`;
}

function servicesRows({ services }: Topology): string[][] {
  return services.map(({ name, description, database, http }) => [
    name,
    description,
    database === undefined ? 'no' : 'yes',
    String(http.routes.length),
  ]);
}

function httpRows({ calls, forwards }: Topology): string[][] {
  const rows = [
    ...calls.map((edge) => ({ ...edge, what: edge.operations.map(code).join(', ') })),
    ...forwards.map((edge) => ({ ...edge, what: `${edge.routes.length} public routes` })),
  ];
  return sortedBy(rows, ({ from, to, kind }) => [from, to, kind].join('\n')).map(({ from, to, what, policy }) => [
    from,
    to,
    what,
    `${policy.timeoutMs} ms`,
    String(policy.retries),
    String(policy.bulkhead),
  ]);
}

function commandRows({ commands }: Topology): string[][] {
  return commands.map(({ from, to, command, subject, version, consumer }) => [
    from,
    to,
    command,
    code(subject),
    String(version),
    code(consumer),
  ]);
}

function eventRows({ services, events }: Topology): string[][] {
  return services.flatMap(({ name, publishes }) =>
    sortedBy(Object.entries(publishes), ([subject]) => subject).map(([subject, { version, schema }]) => {
      const readers = events.filter((edge) => edge.subject === subject).map(({ to }) => to);
      return [name, code(subject), String(version), readers.join(', ') || 'nobody', schema];
    }),
  );
}

function consumerRows(topology: Topology): string[][] {
  return durableConsumersOf(topology).map(({ service, stream, config }) => [
    service,
    stream,
    code(config.durable_name),
    config.filter_subjects.map(code).join('<br>'),
  ]);
}

function section(title: string, header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) {
    return [];
  }
  const line = (cells: readonly string[]): string => `| ${cells.map(tableCell).join(' | ')} |`;
  return [`## ${title}`, '', line(header), line(header.map(() => '---')), ...rows.map(line), ''];
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Thick arrows are commands, dotted ones events, plain ones HTTP. */
function mermaid(topology: Topology): string[] {
  const arrows = { forward: '-->', call: '-->', command: '==>', event: '-.->' } as const;
  const flowLine = ({ kind, from, to, names }: Flow): string[] =>
    to === undefined ? [] : [`  ${nodeId(from)} ${arrows[kind]}|"${names.join('<br>')}"| ${nodeId(to)}`];
  return [
    'flowchart LR',
    ...topology.services.map(({ name }) => `  ${nodeId(name)}["${name}"]`),
    ...flowsOf(topology).flatMap(flowLine),
  ];
}

/** Not every service name is an id of Mermaid: `end` is a keyword, and hyphens can begin an arrow. */
function nodeId(service: string): string {
  return `service_${service.replaceAll('-', '_')}`;
}
