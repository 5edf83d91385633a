import { defineContract } from '@flotilla/runtime';
import { z } from 'zod';
import { declaration } from './service';

export const contract = defineContract(declaration, {
  routes: {
    'GET /notes': {
      summary: 'What was added, and how many items there are',
      responses: { 200: z.object({ notes: z.array(z.string()), count: z.int() }) },
    },
  },
});
