import { defineContract } from '@flotilla/runtime';
import { declaration } from '../service';
import { RefundPayment, TakePayment } from './commands';
import { PaymentDeclined, PaymentPaid, PaymentRefunded } from './events';

export { RefundPayment, TakePayment } from './commands';
export { DeclineReason, PaymentDeclined, PaymentPaid, PaymentRefunded } from './events';

export const contract = defineContract(declaration, {
  events: {
    'payments.v1.payment.paid': PaymentPaid,
    'payments.v1.payment.declined': PaymentDeclined,
    'payments.v1.payment.refunded': PaymentRefunded,
  },
  commands: { take: TakePayment, refund: RefundPayment },
});
