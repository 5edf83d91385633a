import { BrokerError, type PublishAck } from './broker';

interface Pending {
  readonly subject: string;
  readonly deadline: number;
  readonly resolve: (ack: PublishAck) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Publishes that wait for their acknowledgement, by token. One timer watches them all: they are kept in the order
 * in which they run out.
 */
export class PendingPublishes {
  readonly #timeoutMs: number;
  readonly #pending = new Map<string, Pending>();
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  add(subject: string): { token: string; ack: Promise<PublishAck> } {
    this.#count += 1;
    const token = this.#count.toString(36);
    const ack = new Promise<PublishAck>((resolve, reject) => {
      this.#pending.set(token, { subject, deadline: Date.now() + this.#timeoutMs, resolve, reject });
    });
    this.#timer ??= setInterval(() => this.#expire(), this.#timeoutMs / 20).unref();
    return { token, ack };
  }

  resolve(token: string, ack: PublishAck): void {
    this.#take(token)?.resolve(ack);
  }

  reject(token: string, error: Error | ((subject: string) => Error)): void {
    const pending = this.#take(token);
    pending?.reject(typeof error === 'function' ? error(pending.subject) : error);
  }

  rejectSubject(subject: string, error: Error): void {
    for (const [token, pending] of this.#pending) {
      if (pending.subject === subject) {
        this.reject(token, error);
      }
    }
  }

  rejectAll(error: Error): void {
    for (const token of [...this.#pending.keys()]) {
      this.reject(token, error);
    }
  }

  #take(token: string): Pending | undefined {
    const pending = this.#pending.get(token);
    this.#pending.delete(token);
    if (this.#pending.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    return pending;
  }

  #expire(): void {
    const now = Date.now();
    for (const [token, { subject, deadline }] of this.#pending) {
      if (deadline > now) {
        return;
      }
      this.reject(
        token,
        new BrokerError('unavailable', `no acknowledgement for '${subject}' in ${this.#timeoutMs} ms`),
      );
    }
  }
}
