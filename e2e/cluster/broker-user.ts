import { inboxPrefix } from '@flotilla/constructs/declaration';
import { nkeySigner } from '@flotilla/provisioner';
import { connect, type NatsConnection } from 'nats';
import { secret } from './kubernetes';

/**
 * Signs in to a release's broker with the key of one of its users.
 * @param url of a port that leads to the broker
 */
export async function connectAs(namespace: string, user: string, url: string): Promise<NatsConnection> {
  return connect({
    servers: url.replace('http:', 'nats:'),
    authenticator: nkeySigner(await secret(namespace, `shop-${user}-nats`, 'nkey')),
    inboxPrefix: inboxPrefix(user),
    reconnect: false,
  });
}
