import { runService } from '@flotilla/runtime';
import { contract } from './contract';
import { migrations } from './migrations';
import { declaration } from './service';
import { setUp } from './setup';

void runService(declaration, { contract, migrations, setup: setUp });
