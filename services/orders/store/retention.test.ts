import { testRetention } from '@flotilla/runtime/testing';
import { migrations } from '../migrations';
import { retention } from './retention';

testRetention(migrations, retention);
