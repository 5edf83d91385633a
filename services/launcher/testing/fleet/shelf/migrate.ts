import { migrateWith } from '../migrate-with';
import { migrations } from './migrations';

migrateWith('shelf', migrations);
