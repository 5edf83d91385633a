import { z } from 'zod';
import { OrderItem, RejectionReason } from './resources';

/*
 * Events stay in streams and outboxes for days and cannot be taken back, so they name the order and nothing personal.
 */

const total = z.object({ amount: z.int(), currency: z.string() });

export const OrderPlaced = z
  .object({ orderId: z.uuid(), items: z.array(OrderItem), total })
  .meta({ id: 'OrderPlaced' });

export const OrderConfirmed = z.object({ orderId: z.uuid(), total }).meta({ id: 'OrderConfirmed' });

export const OrderRejected = z.object({ orderId: z.uuid(), reason: RejectionReason }).meta({ id: 'OrderRejected' });

export const OrderCancelled = z.object({ orderId: z.uuid() }).meta({ id: 'OrderCancelled' });
