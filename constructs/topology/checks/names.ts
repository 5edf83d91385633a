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
    ...Object.entries(service.subscribes)
      .filter(([, { purpose }]) => purpose === commandPurpose)
      .map(([subject]) => ({
        place: placeOf(service.name, 'subscribes', subject, 'purpose'),
        found: commandPurpose,
        expected: `a purpose other than '${commandPurpose}', which names the consumer of the commands it handles`,
        fix: 'choose another purpose',
      })),
  ]);
