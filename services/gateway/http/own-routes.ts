import type { RouteHandlers } from '@flotilla/runtime';
import type { contract } from '../contract';
import type { DocsPage } from '../docs/page';
import type { PublicDocument } from '../openapi/document';

/** Routes that the gateway answers itself. Everything is made once, at start. */
export function ownRoutes(document: PublicDocument, page: DocsPage): RouteHandlers<typeof contract> {
  const json = JSON.stringify(document);
  const cacheable = { 'cache-control': 'public, max-age=60' };
  return {
    'GET /': async () => ({ status: 308, headers: { ...cacheable, location: '/docs' } }),
    'GET /openapi.json': async () => ({
      status: 200,
      headers: { ...cacheable, 'content-type': 'application/json' },
      body: json as never, // A text with its media type is sent as it is.
    }),
    'GET /docs': async () => ({
      status: 200,
      headers: {
        ...cacheable,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': page.contentSecurityPolicy,
      },
      body: page.html,
    }),
  };
}
