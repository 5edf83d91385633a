import { customerJourney } from '../shop/journeys';
import { forwardPort } from './kubernetes';
import { administrator } from './shop-release';

/** A customer's whole way, through the Service of the gateway. */
export async function journeyThrough(namespace: string, service: string, adminSecret: string): Promise<void> {
  const admin = await administrator(namespace, adminSecret);
  const forward = await forwardPort(namespace, `service/${service}`, 80);
  try {
    await customerJourney({ url: forward.url, admin });
  } finally {
    await forward.close();
  }
}
