import type { Right, TopologyDiff } from './diff';

/** A Kubernetes object that follows from the topology and differs, and what in it does. */
export interface ChangedObject {
  readonly change: 'new' | 'gone' | 'changed';
  /** `all objects` for a service or a platform that comes or goes. */
  readonly kind: string;
  /** Service or part of the platform that the object belongs to, such as `nats`. */
  readonly of: string;
  readonly why: string;
}

/** A difference of topologies, and of the objects that follow from them, as a reviewer reads it. */
export function topologyDiffMarkdown(diff: TopologyDiff, objects: readonly ChangedObject[]): string {
  const services = [
    ...diff.newServices.map((name) => `- **${name}** is new`),
    ...diff.goneServices.map((name) => `- **${name}** is gone`),
  ];
  const sections = [
    ...section('Services', services),
    ...section(
      'New',
      diff.newEdges.map((right) => `- ${sentence(right, 'may now')}`),
    ),
    ...section(
      'Wider',
      diff.widenedEdges.map((right) => `- ${sentence(right, 'may now also')}`),
    ),
    ...section(
      'Narrower',
      diff.narrowedEdges.map((right) => `- ${sentence(right, 'may no longer')}`),
    ),
    ...section(
      'Gone',
      diff.goneEdges.map((right) => `- ${sentence(right, 'may no longer')}`),
    ),
    ...section(
      'Settings',
      diff.changedSettings.map(
        ({ from, to, name, before, after }) =>
          `- ${to === undefined ? from : `${from} → ${to}`}: ${name} is now ${after}, was ${before}`,
      ),
    ),
    ...section(
      'Objects that change',
      objects.map(
        ({ change, kind, of, why }) => `- ${kind} of ${of}${change === 'changed' ? '' : ` (${change})`}: ${why}`,
      ),
    ),
  ];
  return sections.length === 0
    ? 'The topology does not change.\n'
    : `${['# Change of the topology', '', ...sections].join('\n').trimEnd()}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];
}

/** "orders may now call payments: `charge`". */
function sentence({ kind, from, to, items }: Right, may: string): string {
  const list = items.map((item) => `\`${item}\``).join(', ');
  switch (kind) {
    case 'call':
      return `**${from}** ${may} call **${to}**: ${list}`;
    case 'forward':
      return `**${from}** ${may} forward requests to **${to}**: ${list}`;
    case 'command':
      return `**${from}** ${may} send commands to **${to}**: ${list}`;
    case 'event':
      return `**${to}** ${may} read events of **${from}**: ${list}`;
    case 'publication':
      return `**${from}** ${may} publish ${list}`;
    case 'database':
      return `**${from}** ${may} use a database of its own`;
    case 'secret':
      return `**${from}** ${may} read the secrets ${list}`;
    case 'job':
      return `**${from}** ${may} run the jobs ${list}`;
    case 'cluster':
      return `**${from}** ${may} ask the API server to ${list}`;
    case 'access':
      return `**${from}** ${may} answer ${list}`;
    case 'undeclared':
      return `**${from}** ${may} communicate as nothing declares, which it only logs`;
  }
}
