import { ownerOf, type ServiceDeclaration } from '../../declaration';
import type { Problem } from '../declaration-errors';
import { declarationFile, placeOf } from '../place';
import { adviceOnUnknown, type Check, type Fleet } from './fleet';

/** Events have one owner, whose name their subject carries, and subscribers that know their version. */
export const checkEvents: Check = (fleet) => {
  const publishers = publishersOf(fleet);
  return [
    ...fleet.services.flatMap(checkPublished),
    ...checkOwners(publishers),
    ...fleet.services.flatMap((service) => checkSubscribed(fleet, publishers, service)),
  ];
};

type Publishers = ReadonlyMap<string, readonly ServiceDeclaration[]>;

function publishersOf({ services }: Fleet): Publishers {
  const publishers = new Map<string, ServiceDeclaration[]>();
  for (const service of services) {
    for (const subject of Object.keys(service.publishes)) {
      const known = publishers.get(subject);
      if (known === undefined) {
        publishers.set(subject, [service]);
      } else {
        known.push(service);
      }
    }
  }
  return publishers;
}

function checkPublished({ name, publishes }: ServiceDeclaration): Problem[] {
  return Object.keys(publishes).flatMap((subject) => {
    if (ownerOf(subject) !== name) {
      return [
        {
          place: placeOf(name, 'publishes', subject),
          found: `a subject of ${ownerOf(subject)}`,
          expected: `a subject that begins with ${name}.v<n>.`,
          fix: `rename it, or move it to ${declarationFile(ownerOf(subject))}`,
        },
      ];
    }
    return subject.split('.')[2] === 'cmd'
      ? [
          {
            place: placeOf(name, 'publishes', subject),
            found: 'a subject of a command',
            expected: `an event; ${name}.v<n>.cmd.* is for the commands that ${name} handles`,
            fix: 'rename it, or declare it in handles',
          },
        ]
      : [];
  });
}

function checkOwners(publishers: Publishers): Problem[] {
  return [...publishers].flatMap(([subject, owners]) =>
    owners.slice(1).map(({ name }) => ({
      place: placeOf(name, 'publishes', subject),
      found: `a subject that ${placeOf((owners[0] as ServiceDeclaration).name, 'publishes', subject)} publishes too`,
      expected: 'one owner for every subject',
      fix: `remove it here, or there`,
    })),
  );
}

function checkSubscribed(
  { byName, unreadable }: Fleet,
  publishers: Publishers,
  service: ServiceDeclaration,
): Problem[] {
  return Object.entries(service.subscribes).flatMap(([subject, { version }]) => {
    const place = placeOf(service.name, 'subscribes', subject);
    if (ownerOf(subject) === service.name) {
      return [
        {
          place,
          found: 'an event of the service itself',
          expected: 'an event of another service',
          fix: 'remove it and use the code directly',
        },
      ];
    }
    const owner = publishers.get(subject)?.[0];
    if (owner === undefined) {
      return unreadable.has(ownerOf(subject))
        ? []
        : [
            {
              place,
              found: 'a subject that nobody publishes',
              expected: 'a subject of somebody’s publishes',
              fix: byName.has(ownerOf(subject))
                ? `correct the subject or add it to ${declarationFile(ownerOf(subject))}: publishes`
                : adviceOnUnknown(ownerOf(subject)),
            },
          ];
    }
    const published = owner.publishes[subject]?.version;
    return published === version
      ? []
      : [
          {
            place: placeOf(service.name, 'subscribes', subject, 'version'),
            found: `version ${version}`,
            expected: `version ${published}, as ${placeOf(owner.name, 'publishes', subject, 'version')} says`,
            fix: `adapt the handler to version ${published}, then change the number`,
          },
        ];
  });
}
