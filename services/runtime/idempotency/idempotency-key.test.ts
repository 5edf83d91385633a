import { fingerprintOf, idempotencyKeyOf } from '.';

describe('an idempotency key', () => {
  test.each([
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    [' a ', 'a'],
    ['x'.repeat(255), 'x'.repeat(255)],
    [undefined, undefined],
  ])('is read with or without quotes: %p', (header, key) => {
    expect(idempotencyKeyOf(header)).toBe(key);
  });

  test.each(['', '""', '"a', 'a"', 'a b', 'é', 'a\\b', 'x'.repeat(256), 'a, b'])('is refused: %p', (header) => {
    expect(() => idempotencyKeyOf(header)).toThrow(
      expect.objectContaining({
        code: 'malformed',
        errors: [expect.objectContaining({ path: 'headers.idempotency-key' })],
      }),
    );
  });
});

test('a fingerprint tells bodies apart, and is the same for text and its bytes', () => {
  expect(fingerprintOf('{"a":1}')).toEqual(fingerprintOf(Buffer.from('{"a":1}')));
  expect(fingerprintOf('{"a":1}')).not.toEqual(fingerprintOf('{"a":2}'));
});
