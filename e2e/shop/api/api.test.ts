import { expectBalancedBooks } from '../books';
import { describeAccess } from './access';
import { describeMalformed } from './malformed';
import { seed } from './schema/samples';
import { type ApiStage, openApiStage } from './stage';
import { describeWrongBodies } from './wrong-bodies';
import { describeWrongHeaders } from './wrong-headers';
import { describeWrongParameters } from './wrong-parameters';

let opened: ApiStage;
const stage = (): ApiStage => opened;

beforeAll(async () => {
  opened = await openApiStage('api');
});
afterAll(() => opened?.shop.stop());

describe('who may do what:', () => describeAccess(stage));
describe(`wrong bodies (E2E_SEED=${seed})`, () => describeWrongBodies(stage));
describe(`wrong parameters (E2E_SEED=${seed})`, () => describeWrongParameters(stage));
describe('wrong headers:', () => describeWrongHeaders(stage));
describe('what cannot be read:', () => describeMalformed(stage));

test('in the end the books balance', () => expectBalancedBooks(stage().shop));
