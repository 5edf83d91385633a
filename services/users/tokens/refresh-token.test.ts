import { hashesOf, newRefreshToken, successorOf } from '.';

test('a token and its successors are one family, and each of them another token', () => {
  const tokens = [newRefreshToken()];
  for (let n = 0; n < 5; n += 1) {
    tokens.push(successorOf(tokens.at(-1)!));
  }
  const hashes = tokens.map((token) => hashesOf(token)!);
  expect(new Set(hashes.map(({ familyHash }) => familyHash.toString('hex'))).size).toBe(1);
  expect(new Set(hashes.map(({ tokenHash }) => tokenHash.toString('hex'))).size).toBe(tokens.length);
});

test('two logins share nothing', () => {
  const [one, other] = [hashesOf(newRefreshToken())!, hashesOf(newRefreshToken())!];
  expect(one.familyHash.equals(other.familyHash)).toBe(false);
});

test.each(['', 'x', 'A'.repeat(63), 'A'.repeat(65), `${'A'.repeat(63)}+`, `${'A'.repeat(64)}\n`])(
  '%j is no token',
  (text) => expect(hashesOf(text)).toBeUndefined(),
);
