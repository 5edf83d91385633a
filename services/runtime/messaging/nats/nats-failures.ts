import { BrokerError } from '../broker';

/** The client's errors in terms of the port. */
export function explained(error: unknown, what: string): BrokerError {
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const text = `${what}: ${message}`;
  if (/permission|authorization/i.test(`${code} ${message}`)) {
    const advice = 'check the nkey and the permissions of this service';
    return new BrokerError('refused', `${text}; ${advice}`, { cause: error });
  }
  if (/not found/i.test(message)) {
    return new BrokerError('missing', `${text}; the platform makes it, see docs/messaging.md`, { cause: error });
  }
  return new BrokerError('unavailable', text, { cause: error });
}
