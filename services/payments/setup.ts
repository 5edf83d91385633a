import type { Database, Service } from '@flotilla/runtime';
import type { contract } from './contract';
import { answerMessages, commandHandlers } from './messaging/handlers';
import { type PaymentProvider, testProvider, withDeadline } from './provider';
import type { declaration } from './service';
import { paymentStore } from './store/payments';
import { refundPayment } from './use-cases/refund-payment';
import { takePayment } from './use-cases/take-payment';

type PaymentsService = Service<typeof declaration, typeof contract, object>;

/** Providers by the names that the configuration knows. */
const providers: Record<PaymentsService['config']['PAYMENT_PROVIDER'], (database: Database) => PaymentProvider> = {
  test: testProvider,
};

/** Wires the service. */
export function setUp(service: PaymentsService): void {
  setUpWith(service, providers[service.config.PAYMENT_PROVIDER](service.database));
}

/** The same with a provider that is given. */
export function setUpWith(service: PaymentsService, provider: PaymentProvider): void {
  const { config, database, outbox, messages, newId } = service;
  const dependencies = {
    payments: paymentStore(database, outbox),
    provider: withDeadline(provider, config.PROVIDER_TIMEOUT_MS),
    messageFor: answerMessages(messages),
    newId,
  };
  service.routes({});
  service.handlers(commandHandlers({ take: takePayment(dependencies), refund: refundPayment(dependencies) }));
}
