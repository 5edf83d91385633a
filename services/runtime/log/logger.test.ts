import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { Logger } from 'pino';
import { runInContext } from '../context';
import { createLogger } from '.';

describe('the log', () => {
  let lines: string[];
  let logger: Logger;
  const records = () => lines.map((line) => JSON.parse(line));

  beforeEach(() => {
    lines = [];
    logger = createLogger({ service: 'ledger', level: 'info', destination: { write: (line) => lines.push(line) } });
  });

  test('is one JSON object per line, with service, level and time in words', () => {
    logger.info({ entry: 1 }, 'posted');
    logger.debug('not written');
    expect(records()).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), service: 'ledger', entry: 1, msg: 'posted' },
    ]);
  });

  test('carries the ids of the request or message, also in a child logger', () => {
    const child = logger.child({ part: 'relay' });
    runInContext({ correlationId: 'c', requestId: 'r' }, () => child.info('in a request'));
    runInContext({ correlationId: 'c' }, () => child.info('in a message'));
    child.info('in neither');
    expect(records().map(({ correlation_id, request_id }) => [correlation_id, request_id])).toEqual([
      ['c', 'r'],
      ['c', undefined],
      [undefined, undefined],
    ]);
  });

  test('carries the ids of the trace', () => {
    const manager = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(manager);
    try {
      const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
      context.with(trace.setSpanContext(context.active(), span), () => logger.info('traced'));
      expect(records()[0]).toMatchObject({ trace_id: span.traceId, span_id: span.spanId });
    } finally {
      context.disable();
    }
  });

  test('hides secrets at every depth that our records have', () => {
    logger.info({
      password: 'hunter2',
      request: { headers: { authorization: 'hunter2', 'set-cookie': ['hunter2'], accept: '*/*' } },
      body: { refreshToken: 'hunter2' },
    });
    expect(lines.join()).not.toContain('hunter2');
    expect(records()[0].request.headers).toEqual({
      authorization: '[redacted]',
      'set-cookie': '[redacted]',
      accept: '*/*',
    });
  });

  test('tells an error with its cause, without the rows that PostgreSQL quotes', () => {
    const refused = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(ada@example.org) already exists.',
    });
    logger.error({ err: refused }, 'failed');
    logger.error({ err: new Error('cannot register', { cause: refused }) }, 'failed');
    const [direct, caused] = records();
    expect(direct.err).toMatchObject({ message: 'duplicate key', code: '23505', stack: expect.any(String) });
    expect(caused.err).toMatchObject({ message: 'cannot register', cause: { message: 'duplicate key' } });
    expect(lines.join()).not.toContain('ada@example.org');
  });
});
