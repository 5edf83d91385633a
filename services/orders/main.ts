import { runService } from '@flotilla/runtime';
import { contract } from './contract';
import { migrations } from './migrations';
import { declaration } from './service';
import { peers, setUp } from './setup';

void runService(declaration, { contract, peers, migrations, setup: setUp });
