import { defineContract } from '@flotilla/runtime';
import { z } from 'zod';
import { declaration } from './service';

export const Item = z.object({ name: z.string() });

export const contract = defineContract(declaration, {
  operations: { count: { input: z.object({}), output: z.object({ count: z.int() }) } },
  events: { 'shelf.v1.item.added': Item },
  routes: {
    'GET /items': {
      summary: 'All items',
      responses: { 200: z.object({ owner: z.string(), admin: z.string(), items: z.array(z.string()) }) },
    },
    'POST /items': { summary: 'Adds an item', body: Item, responses: { 201: Item } },
  },
});
