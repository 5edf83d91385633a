import { entityTag, ifMatch } from '.';

function fails(header: string, version: number): string | undefined {
  try {
    ifMatch({ 'if-match': header })(version);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('If-Match', () => {
  test.each([entityTag(3), '*', '"2", "3"', ' "3" '])(
    'lets through the version that the client has seen: %p',
    (header) => {
      expect(fails(header, 3)).toBeUndefined();
    },
  );

  test.each([entityTag(2), '3', 'W/"3"', '"33"', '"2", "4"'])('refuses any other: %p', (header) => {
    expect(fails(header, 3)).toBe('precondition-failed');
  });

  test('tells the client which version there is', () => {
    expect(() => ifMatch({ 'if-match': '"2"' })(3)).toThrow(expect.objectContaining({ headers: { etag: '"3"' } }));
  });

  test.each([undefined, '', ' '])('must be there: %p', (header) => {
    expect(() => ifMatch({ 'if-match': header })).toThrow(
      expect.objectContaining({ code: 'precondition-required', status: 428 }),
    );
  });
});
