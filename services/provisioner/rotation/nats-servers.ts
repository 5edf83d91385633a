import { connect } from 'nats';
import { nkeySigner } from '../keys/nkey';
import type { NamespaceClient } from './cluster';

const clientPort = 4_222;

/** Between two attempts, in milliseconds; the kubelet brings a changed Secret into a pod within about two minutes. */
const pauseMs = 3_000;

/**
 * Has a server read its configuration again until it accepts a user's new key: until then the file of the Secret has
 * not reached its pod.
 */
export async function acceptedBy(cluster: NamespaceClient, pod: string, seed: string): Promise<void> {
  const deadline = Date.now() + cluster.timeoutSeconds * 1_000;
  for (;;) {
    // Process 1 of the container, which an image without further programs finds by its number alone.
    await cluster.execute(pod, ['nats-server', '--signal', 'reload=1']);
    if (await cluster.withPort(pod, clientPort, (address) => accepts(address, seed))) return;
    if (Date.now() > deadline) {
      throw new Error(
        `pod ${pod}: does not accept the new key after ${cluster.timeoutSeconds} s; look at its log, then run this again`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function accepts(address: string, seed: string): Promise<boolean> {
  try {
    const connection = await connect({ servers: address, authenticator: nkeySigner(seed), reconnect: false });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
