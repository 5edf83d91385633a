import { runService } from '@flotilla/runtime';
import { declaration } from './service';
import { optionsWith } from './setup';

void runService(declaration, optionsWith(declaration.forwards));
