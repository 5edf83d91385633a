import type { Json } from '../template';
import { cidr, hostName, quantity, type Schema } from './schema';
import { validateValue } from './validate-value';

const admitted = (schema: Schema, values: readonly Json[]) =>
  values.filter((value) => validateValue(schema, value).length === 0);

test('quantities are those that Kubernetes takes', () => {
  const right = [0.5, 2, '0', '100m', '0.25', '1.5', '1e9', '1E3', '12e+6', '5e-3', '1.5Pi', '64Mi', '2G', '3k', '9E'];
  const wrong = [-1, true, '', '512MB', '100xy', '5Q', '1K', '.', 'Mi', '-1', '1 Gi', '1e', '0x1'];
  expect(admitted(quantity, [...right, ...wrong])).toEqual(right);
});

test('ranges of addresses are those that there are', () => {
  const right = [
    '10.0.0.0/8',
    '0.0.0.0/0',
    '255.255.255.255/32',
    '::/0',
    '::1/128',
    'fd00::/8',
    '2001:DB8:0:1::a:b/64',
  ];
  const more = ['1:2:3:4:5:6:7:8/99', '1:2:3:4:5:6:7::/100', '1::8/9', '::2:3:4:5:6:7:8/10'];
  const wrong = ['300.1.2.3/8', '10.0.0.0/33', '10.0.0/8', '10.0.0.0', '01.0.0.0/8', '::/129', ':::/0', '1::2::3/8'];
  const none = ['1:2:3:4:5:6:7/8', '1:2:3:4:5:6:7:8:9/8', '1:2:3:4::5:6:7:8/8', '12345::/8', 'g::/8', ''];
  expect(admitted({ pattern: cidr }, [...right, ...more, ...wrong, ...none])).toEqual([...right, ...more]);
});

test('host names are those of DNS, and no addresses', () => {
  const right = ['localhost', 'api.yourdomain.com', '*.example', '1and1.com', '10.0.0.a1', '3scale', 'a.xn--p1ai'];
  const long = `${'a'.repeat(63)}.example`;
  const wrong = ['10.0.0.1', '1', 'a.1', '*', '*.*.a', 'a..b', '-a.b', 'a-.b', 'A.b', 'a.b.', `a${long}`, '::1', ''];
  expect(admitted({ pattern: hostName }, [...right, long, ...wrong])).toEqual([...right, long]);
});
