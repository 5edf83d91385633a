import { runService } from '@flotilla/runtime';
import { declaration } from './service';
import { products } from './setup';

void runService(declaration, products);
