import { catalogue, typeOf } from '../../errors';
import type { JsonSchema } from './components';

const codes = Object.keys(catalogue) as (keyof typeof catalogue)[];

/** The body of every answer that says no (RFC 9457), as `toProblemBody` makes it. */
export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  properties: {
    type: { type: 'string', enum: codes.map(typeOf) },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: codes },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Names this occurrence in logs: the request id as a URN.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          path: { type: 'string', description: 'E.g. `body.items[0].quantity`.' },
          message: { type: 'string' },
        },
        required: ['path', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code', 'instance'],
};
