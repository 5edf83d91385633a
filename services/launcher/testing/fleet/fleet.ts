import { resolve } from 'node:path';
import type { LocalFleet } from '../../fleet';
import { declaration as clerk } from './clerk/service';
import { declaration as door } from './door/service';
import { declaration as shelf } from './shelf/service';

/** Three small services, so that the launcher is tested without the shop that it mostly launches. */
export const fleet: LocalFleet = {
  name: 'library',
  declarations: [shelf, clerk, door],
  directory: __dirname,
  root: resolve(__dirname, '../../../..'),
  tokenKeys: 'token-keys',
  admin: 'admin',
  environment: { shelf: { OWNER: 'the library' } },
  opening: '/items',
};
