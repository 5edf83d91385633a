import { runService } from '@flotilla/runtime';
import { contract } from './contract';
import { migrations } from './migrations';
import { declaration } from './service';

void runService(declaration, {
  contract,
  migrations,
  setup({ config, database, messages, outbox, routes, operations }) {
    routes({
      'GET /items': async () => {
        const rows = await database.query<{ name: string }>('select name from item order by name');
        const items = rows.map(({ name }) => name);
        return { status: 200, body: { owner: config.OWNER, admin: config.ADMIN_EMAIL, items } };
      },
      'POST /items': async (request) => {
        const { name } = request.body;
        const aggregate = { type: 'item', id: name };
        const added = messages.event('shelf.v1.item.added', { aggregate, data: { name }, cause: request });
        await database.transaction(async (transaction) => {
          await transaction.execute({ text: 'insert into item values ($1)', values: [name] });
          await outbox.add(transaction, added);
        });
        return { status: 201, body: { name } };
      },
    });
    operations({
      count: async () => (await database.first<{ count: number }>('select count(*)::int as count from item'))!,
    });
  },
});
