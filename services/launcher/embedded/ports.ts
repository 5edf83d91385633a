import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Below it are ports of well-known services. */
const first = 20_000;

/**
 * Ports of 127.0.0.1 that nobody listens on, and that nobody else is given here while this process runs. They are none
 * that the kernel gives to outgoing connections: of these a server that starts a second later would find some taken.
 */
export async function findPorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  for (let attempt = 0; found.size < count; attempt += 1) {
    if (attempt > 1_000) throw new Error(`no ${count} free ports between ${first} and ${firstEphemeral()} were found`);
    const port = randomInt(first, firstEphemeral());
    if ((await claim(port)) && (await refusalOf(port, '127.0.0.1')) === undefined) found.add(port);
  }
  return [...found];
}

export async function findPort(): Promise<number> {
  const [port] = await findPorts(1);
  return port as number;
}

/**
 * Refuses a chosen port that cannot be had, before anything is started.
 * @throws with the port and what to do
 */
export async function requirePort(port: number): Promise<void> {
  for (const host of ['127.0.0.1', '::1']) {
    const code = await refusalOf(port, host);
    if (code === 'EADDRINUSE') {
      throw new Error(`port ${port} is in use; end what listens on it, or choose another: --port N`);
    }
    if (code === 'EACCES') throw new Error(`port ${port} is for administrators; choose one above 1023: --port N`);
    if (code !== undefined && host === '127.0.0.1') throw new Error(`port ${port} cannot be used (${code})`);
  }
}

/**
 * Claims a port among all processes that look for one, for as long as this one runs: by binding it for UDP, which no server
 * here speaks. Two that each saw it free would meet on it a second later.
 * @returns false where another has it
 */
async function claim(port: number): Promise<boolean> {
  const socket = createSocket('udp4').unref();
  try {
    socket.bind({ port, address: '127.0.0.1', exclusive: true });
    await once(socket, 'listening');
    return true;
  } catch {
    socket.close();
    return false;
  }
}

async function refusalOf(port: number, host: string): Promise<string | undefined> {
  const probe = createServer().listen(port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
  probe.close();
  await once(probe, 'close');
  return undefined;
}

/** IANA's, where the kernel does not say. */
function firstEphemeral(): number {
  try {
    const [low] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/).map(Number);
    return low !== undefined && low > first + 2_000 ? low : 49_152;
  } catch {
    return 49_152;
  }
}
