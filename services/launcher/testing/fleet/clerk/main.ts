import { runService } from '@flotilla/runtime';
import { contract as shelf } from '../shelf/contract';
import { contract } from './contract';
import { migrations } from './migrations';
import { declaration } from './service';

void runService(declaration, {
  contract,
  peers: { shelf },
  migrations,
  setup({ database, peers, routes, handlers }) {
    routes({
      'GET /notes': async () => {
        const rows = await database.query<{ name: string }>('select name from note order by name');
        return { status: 200, body: { notes: rows.map(({ name }) => name), ...(await peers.shelf.count({})) } };
      },
    });
    handlers({
      events: {
        'shelf.v1.item.added': async ({ data }, { transaction }) => {
          await transaction.execute({ text: 'insert into note values ($1)', values: [data.name] });
        },
      },
      commands: {},
    });
  },
});
