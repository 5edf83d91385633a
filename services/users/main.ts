import { runService } from '@flotilla/runtime';
import { declaration } from './service';
import { users } from './setup';

void runService(declaration, users);
