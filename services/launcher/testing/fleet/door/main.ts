import { defineContract, runService } from '@flotilla/runtime';
import { declaration } from './service';

void runService(declaration, {
  contract: defineContract(declaration, {}),
  setup({ routes, use, wiring }) {
    routes({});
    use(async (context) => {
      const owner = context.path.startsWith('/notes') ? 'clerk' : 'shelf';
      const body = context.method === 'POST' ? Buffer.concat(await context.req.toArray()) : undefined;
      const answer = await fetch(`${wiring.peerUrls[owner]}${context.url}`, {
        method: context.method,
        headers: { 'content-type': 'application/json' },
        body,
      });
      context.status = answer.status;
      context.type = 'application/json';
      context.body = await answer.text();
    });
  },
});
