import { z } from 'zod';

const money = { amount: z.int(), currency: z.string() };

export const PaymentPaid = z.object({ orderId: z.uuid(), paymentId: z.uuid(), ...money }).meta({ id: 'PaymentPaid' });

/** `refused` by the provider; `cancelled`: a refund came before the money was taken. */
export const DeclineReason = z.enum(['refused', 'cancelled']);

export const PaymentDeclined = z.object({ orderId: z.uuid(), reason: DeclineReason }).meta({ id: 'PaymentDeclined' });

export const PaymentRefunded = z
  .object({
    orderId: z.uuid(),
    /** What was given back; 0 where nothing had been taken. */
    amount: z.int().min(0),
    /** Absent where nothing had been taken. */
    currency: z.string().optional(),
  })
  .meta({ id: 'PaymentRefunded' });
