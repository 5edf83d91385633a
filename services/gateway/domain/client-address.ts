import { isIP } from 'node:net';

export interface ConnectionFacts {
  /** Address of the peer of the connection. */
  readonly remoteAddress: string | undefined;
  /** Whether that peer spoke TLS with us. */
  readonly encrypted: boolean;
  /** `X-Forwarded-For` and `X-Forwarded-Proto` as they came. */
  readonly forwardedFor: string | undefined;
  readonly forwardedProto: string | undefined;
}

/** Where a request came from. */
export interface Origin {
  /** IPv4 or IPv6 address of the client. */
  readonly address: string;
  /** What is told to services: the part of the way that is believed. */
  readonly forwardedFor: string;
  readonly proto: 'http' | 'https';
}

/**
 * Each proxy adds the address that it was asked from at the end of `X-Forwarded-For`: so many entries from the end as
 * there are proxies of ours are true, and whatever stands before them was made up by the client.
 *
 * @param trustedProxies how many proxies of ours stand before the gateway
 */
export function originOf(
  { remoteAddress = '', encrypted, forwardedFor, forwardedProto }: ConnectionFacts,
  trustedProxies: number,
): Origin {
  const peer = withoutMapping(remoteAddress);
  if (trustedProxies === 0) {
    return { address: peer, forwardedFor: peer, proto: encrypted ? 'https' : 'http' };
  }
  const believed = (forwardedFor ?? '')
    .split(',')
    .slice(-trustedProxies)
    .map((entry) => addressIn(entry.trim()));
  const known = believed.every((entry) => entry !== undefined) ? (believed as string[]) : [];
  return {
    address: known[0] ?? peer,
    forwardedFor: [...known, peer].join(', '),
    proto: forwardedProto === 'https' || (forwardedProto === undefined && encrypted) ? 'https' : 'http',
  };
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function addressIn(entry: string): string | undefined {
  const address = /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
  return isIP(address) === 0 ? undefined : withoutMapping(address);
}

/** A socket that listens on IPv6 names IPv4 peers `::ffff:192.0.2.1`. */
function withoutMapping(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** Whom a quota belongs to: an IPv4 address, or the /64 network of an IPv6 address, all of which one client has. */
export function networkOf(address: string): string {
  if (!address.includes(':')) {
    return address;
  }
  const [left = '', right] = (address.split('%', 1)[0] as string).toLowerCase().split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  // An embedded IPv4 address stands for two groups; it is in the last 32 bits, of which none is kept.
  const tailLength = tail.length + (tail.at(-1)?.includes('.') ? 1 : 0);
  const zeros = right === undefined ? 0 : 8 - head.length - tailLength;
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
