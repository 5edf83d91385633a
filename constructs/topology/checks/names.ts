import { advisoryStream, commandPurpose, deadLetterStream } from '../../declaration';
import { placeOf } from '../place';
import type { Check } from './fleet';

/** Names that the platform's own objects, streams and broker users have. */
const reserved = new Set([
  advisoryStream.toLowerCase(),
  deadLetterStream.toLowerCase(),
  'bootstrap',
  'nats',
  'platform',
  'postgresql',
  'provisioner',
]);

/** Databases and roles that PostgreSQL has or keeps for itself; a service's are named like the service. */
const reservedDatabase = /^(?:postgres|template[01]|public|none|pg-.*)$/;

/** No service takes a name of the platform's, and no subscription the consumer of the service's commands. */
export const checkNames: Check = ({ services }) =>
  services.flatMap((service) => [
    ...(reserved.has(service.name)
      ? [
          {
            place: placeOf(service.name, 'name'),
            found: service.name,
            expected: `a name other than the platform's own: ${[...reserved].join(', ')}`,
            fix: 'choose another name',
          },
        ]
      : []),
    ...(service.database !== undefined && reservedDatabase.test(service.name)
      ? [
          {
            place: placeOf(service.name, 'name'),
            found: `${service.name}, for a database and a role of this name`,
            expected: "a name other than PostgreSQL's own: postgres, template0, template1, public, none, pg-*",
            fix: 'choose another name',
          },
        ]
      : []),
    ...Object.entries(service.subscribes)
      .filter(([, { purpose }]) => purpose === commandPurpose)
      .map(([subject]) => ({
        place: placeOf(service.name, 'subscribes', subject, 'purpose'),
        found: commandPurpose,
        expected: `a purpose other than '${commandPurpose}', which names the consumer of the commands it handles`,
        fix: 'choose another purpose',
      })),
  ]);
