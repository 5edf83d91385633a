import {
  type ConsumerName,
  camelCase,
  commandPurpose,
  commandSubject,
  consumersOf,
  type ServiceDeclaration,
} from '../../declaration';
import type { Problem } from '../declaration-errors';
import { type PathStep, placeOf } from '../place';
import type { Check } from './fleet';

/** Names that are joined, or written in another way: two that differ could come to the same one. */
export const checkSharedNames: Check = ({ services }) => [
  ...shared(
    services.flatMap(consumerUses).sort((a, b) => Number(b.isFixed) - Number(a.isFixed)),
    'a consumer that no other service reads, as each would take messages from the other',
    'choose another purpose here or there',
  ),
  ...shared(
    services.flatMap(({ name, jobs = {} }) =>
      Object.keys(jobs).map((job) => ({ name: `the CronJob ${name}-${job}`, place: placeOf(name, 'jobs', job) })),
    ),
    'a CronJob of its own',
    'rename one of the two',
  ),
  ...services.flatMap(({ name, jobs = {}, calls, forwards = {} }) => [
    ...sharedKeys(
      name,
      'jobs',
      Object.keys(jobs).map((job) => ['jobs', job]),
    ),
    ...sharedKeys(name, 'peers', [
      ...Object.keys(calls).map((peer) => ['calls', peer]),
      ...Object.keys(forwards)
        .filter((peer) => !Object.hasOwn(calls, peer))
        .map((peer) => ['forwards', peer]),
    ]),
  ]),
];

/** Something that has a name, and where it is declared. */
interface Use {
  readonly name: string;
  readonly place: string;
}

/** Durable consumers of a service; the name of the one of its commands follows from its own name alone. */
function consumerUses(service: ServiceDeclaration): (Use & { readonly isFixed: boolean })[] {
  return consumersOf(service).map(({ stream, durable, purpose, subjects }: ConsumerName) => {
    const [subject] = subjects as readonly [string, ...string[]];
    const command = Object.keys(service.handles ?? {}).find((each) => commandSubject(service.name, each) === subject);
    return {
      name: `the consumer ${durable} of the stream ${stream}`,
      isFixed: purpose === commandPurpose,
      place:
        command === undefined
          ? placeOf(service.name, 'subscribes', subject)
          : placeOf(service.name, 'handles', command),
    };
  });
}

/** Parts of one service whose values would have the same key. */
function sharedKeys(service: string, group: string, paths: readonly (readonly PathStep[])[]): Problem[] {
  return shared(
    paths.map((path) => ({
      name: `the key ${group}.${camelCase(String(path.at(-1)))} in the values of its chart`,
      place: placeOf(service, ...path),
    })),
    'a key of its own',
    'rename one of the two',
  );
}

function shared(uses: readonly Use[], expected: string, fix: string): Problem[] {
  const first = new Map<string, string>();
  return uses.flatMap(({ name, place }) => {
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, place);
      return [];
    }
    return [{ place, found: `${name}, which is that of ${other} too`, expected, fix }];
  });
}
