import { networkOf, originOf } from './client-address';

const peer = '198.51.100.9';
const origin = (forwardedFor: string | undefined, proxies: number, more = {}) =>
  originOf({ remoteAddress: peer, encrypted: false, forwardedFor, forwardedProto: undefined, ...more }, proxies);

describe('the address of a client', () => {
  test.each<[string, string | undefined, number, string]>([
    ['is that of the connection where no proxy is trusted', '203.0.113.5', 0, peer],
    ['is what the one trusted proxy saw', '203.0.113.5', 1, '203.0.113.5'],
    ['is not what the client made up', '10.0.0.1, 127.0.0.1, 203.0.113.5', 1, '203.0.113.5'],
    ['is what the outer of two trusted proxies saw', '10.0.0.1, 203.0.113.5, 192.0.2.7', 2, '203.0.113.5'],
    ['is the first known one of a client that went around the outer proxy', '203.0.113.5', 2, '203.0.113.5'],
    ['is that of the connection without the header', undefined, 1, peer],
    ['is that of the connection where the header is no address', 'unknown', 1, peer],
    ['may come with a port', '203.0.113.5:4711', 1, '203.0.113.5'],
    ['may be IPv6 in brackets', '[2001:db8::1]:4711', 1, '2001:db8::1'],
    ['may be IPv4 in IPv6', '::ffff:203.0.113.5', 1, '203.0.113.5'],
  ])('%s', (_, header, proxies, address) => {
    expect(origin(header, proxies).address).toBe(address);
  });

  test('goes on to services with the believed part of the way', () => {
    expect(origin('10.0.0.1, 203.0.113.5', 1).forwardedFor).toBe(`203.0.113.5, ${peer}`);
    expect(origin('10.0.0.1', 0).forwardedFor).toBe(peer);
  });

  test('says https only where a trusted proxy or the connection does', () => {
    expect(origin(undefined, 1, { forwardedProto: 'https' }).proto).toBe('https');
    expect(origin(undefined, 0, { forwardedProto: 'https' }).proto).toBe('http');
    expect(origin(undefined, 1, { forwardedProto: 'gopher', encrypted: true }).proto).toBe('http');
    expect(origin(undefined, 0, { encrypted: true }).proto).toBe('https');
  });
});

test.each([
  ['203.0.113.5', '203.0.113.5'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
