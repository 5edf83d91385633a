import { eventually } from '@flotilla/runtime/testing';
import * as argon2 from '@node-rs/argon2';
import { type Client, type Stage, startStage } from '../testing';

jest.mock('@node-rs/argon2', () => {
  const actual = jest.requireActual('@node-rs/argon2');
  return { ...actual, verify: jest.fn(actual.verify) };
});

const verify = jest.mocked(argon2.verify);
const waiting = 25;

let stage: Stage;
let client: Client;

beforeAll(async () => {
  stage = await startStage({ PASSWORD_HASH_CONCURRENCY: '1' });
  client = stage.client;
});

afterAll(() => stage.stop());

beforeEach(() => verify.mockClear());

test('an unknown email costs the same computation as a known one', async () => {
  const { email } = await stage.newPerson();
  verify.mockClear();
  await client.login(email, 'not the password');
  await client.login('nobody@example.com', 'not the password');
  const hashes = verify.mock.calls.map(([hash]) => argon2.parseOptions(hash));
  expect(hashes).toHaveLength(2);
  expect(hashes[1]).toEqual(hashes[0]);
  expect(await Promise.all(verify.mock.results.map(({ value }) => value))).toEqual([false, false]);
});

test('logins beyond what can wait are refused at once, and those that wait are answered', async () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const actual = verify.getMockImplementation()!;
  let running = 0;
  let most = 0;
  verify.mockImplementation(async (...args) => {
    running += 1;
    most = Math.max(most, running);
    await opened;
    running -= 1;
    return actual(...args);
  });
  try {
    const answers: number[] = [];
    const logins = Array.from({ length: 1 + waiting + 7 }, async (_, n) => {
      const { status, headers } = await client.login(`n${n}@example.com`, 'not the password');
      answers.push(status);
      return { status, retryAfter: headers.get('retry-after') };
    });
    await eventually(() => answers.length === 7);
    expect(answers).toEqual(Array(7).fill(429));
    open();
    const all = await Promise.all(logins);
    expect(all.filter(({ status }) => status === 401)).toHaveLength(1 + waiting);
    expect(all.filter(({ status }) => status === 429).every(({ retryAfter }) => retryAfter === '1')).toBe(true);
    expect(most).toBe(1);
  } finally {
    verify.mockImplementation(actual);
  }
});

test('an account that is refused for lack of room is none the worse for it', async () => {
  const counted = await stage.sql<{ failures: number }>('select failures from login_failure');
  expect(Math.max(...counted.map(({ failures }) => failures))).toBe(1);
  expect(counted.length).toBe(2 + 1 + waiting);
});
