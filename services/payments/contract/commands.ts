import { z } from 'zod';

/** An amount in minor units of its currency, e.g. 1250 cents. */
const money = {
  amount: z.int().min(0).max(1_000_000_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/),
};

/** Take the total of an order. However often it comes, an order is charged once. */
export const TakePayment = z.object({ orderId: z.uuid(), ...money }).meta({ id: 'TakePayment' });

/** Give back what was taken for an order, and take nothing for it any more. */
export const RefundPayment = z.object({ orderId: z.uuid() }).meta({ id: 'RefundPayment' });
