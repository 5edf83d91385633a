import { PeerError, UndeclaredCallError } from '../client';
import { Problem } from '../errors';
import { UndeclaredMessageError } from '../messaging';
import { toProblem } from './to-problem';

test.each([
  ['the peer', new PeerError('stock', 'timeout', 'did not answer'), 'stock'],
  [
    'the one whom the peer names',
    new PeerError('stock', 'unavailable', 'answered 503', { answer: { status: 503, failedPeer: 'bank' } }),
    'bank',
  ],
  [
    'nobody else where it is the own database',
    Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    undefined,
  ],
])('a problem says that %s has failed', (_, error, failedPeer) => {
  expect(toProblem(error).headers['x-failed-peer']).toBe(failedPeer);
});

test.each([
  ['a peer that is away', new PeerError('stock', 'unavailable', 'cannot be reached'), 'upstream-unavailable'],
  ['a peer that breaks its contract', new PeerError('stock', 'invalid', 'answered nonsense'), 'upstream-unavailable'],
  ['a peer that is slow', new PeerError('stock', 'timeout', 'did not answer'), 'upstream-timeout'],
  ['a peer that says that we are wrong', new PeerError('stock', 'refused', 'answered 400'), 'internal'],
  ['a database that is away', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'upstream-unavailable'],
  ['an undeclared call', new UndeclaredCallError('not declared'), 'undeclared'],
  ['an undeclared message', new UndeclaredMessageError('not declared'), 'undeclared'],
  ['a lock that was not to be had', Object.assign(new Error('locked'), { code: '55P03' }), 'upstream-unavailable'],
  ['a problem', new Problem('conflict'), 'conflict'],
  ['anything else', new Error('oh'), 'internal'],
])('%s becomes a problem', (_, error, code) => {
  expect(toProblem(error).code).toBe(code);
});
