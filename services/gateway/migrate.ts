import { runMigrations } from '@flotilla/runtime';
import { migrations } from './migrations';
import { declaration } from './service';

void runMigrations(declaration, migrations);
