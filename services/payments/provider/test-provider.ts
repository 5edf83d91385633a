import type { Session } from '@flotilla/runtime';
import type { ChargeOutcome } from '../domain/payment';
import { type PaymentProvider, ProviderError } from './payment-provider';

type LedgerStatus = 'charged' | 'declined' | 'refunded' | 'reversed';

/**
 * A provider that moves no money. An amount ending in 13 is declined. One ending in 17 is charged and the answer gets
 * lost, once per order: the hardest way for a request to time out.
 *
 * Its ledger is a table of the service's database, written in statements of their own and never in a transaction of
 * the service: what another company has recorded is not rolled back either.
 */
export function testProvider(ledger: Session): PaymentProvider {
  return {
    async charge({ idempotencyKey, orderId, amount, currency }, signal) {
      const { status, requests } = await one<{ status: LedgerStatus; requests: number }>(ledger, {
        text: `insert into test_provider_ledger as ledger (charge_key, order_id, amount, currency, status, requests)
               values ($1, $2, $3, $4, $5, 1)
               on conflict (charge_key) do update set requests = ledger.requests + 1
               returning status, requests`,
        values: [idempotencyKey, orderId, amount, currency, amount % 100 === 13 ? 'declined' : 'charged'],
      });
      if (amount % 100 === 17 && status === 'charged' && requests === 1) {
        await aborted(signal);
        throw new ProviderError(`the answer to the charge of order ${orderId} was lost`, 'unknown');
      }
      return outcomeOf(status);
    },

    async lookUp(chargeKey) {
      const row = await ledger.first<{ status: LedgerStatus }>({
        text: 'select status from test_provider_ledger where charge_key = $1',
        values: [chargeKey],
      });
      return row && outcomeOf(row.status);
    },

    async refund({ idempotencyKey, chargeKey, orderId }) {
      const { status, amount } = await one<{ status: LedgerStatus; amount: number }>(ledger, {
        text: `insert into test_provider_ledger as ledger (charge_key, order_id, status, refund_key)
               values ($1, $2, 'reversed', $3)
               on conflict (charge_key) do update
                 set status = case ledger.status when 'charged' then 'refunded' else ledger.status end,
                     refund_key = coalesce(ledger.refund_key, excluded.refund_key)
               returning status, amount`,
        values: [chargeKey, orderId, idempotencyKey],
      });
      return { amount: status === 'refunded' ? amount : 0 };
    },
  };
}

function outcomeOf(status: LedgerStatus): ChargeOutcome {
  return status === 'refunded' ? 'reversed' : status;
}

async function one<Row extends object>(session: Session, statement: { text: string; values: unknown[] }): Promise<Row> {
  return (await session.first<Row>(statement)) as Row;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
