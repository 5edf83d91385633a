import { defineContract } from '@flotilla/runtime';
import { z } from 'zod';
import { declaration } from '../service';

/** An OpenAPI 3.1 document, as far as clients may rely on it. */
export const OpenApi = z
  .looseObject({
    openapi: z.string(),
    info: z.looseObject({ title: z.string(), version: z.string() }),
    paths: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'OpenApi' });

export const contract = defineContract(declaration, {
  routes: {
    'GET /': { summary: 'Leads to the documentation', responses: { 308: null } },
    'GET /openapi.json': { summary: 'Describes all routes for programs', responses: { 200: OpenApi } },
    'GET /docs': { summary: 'Describes all routes for people', mediaType: 'text/html', responses: { 200: z.string() } },
  },
});
