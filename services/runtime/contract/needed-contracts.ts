import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { z } from 'zod';
import type { SentTo } from '../messaging';
import type { Contract, OperationSchemas } from './contract';
import type { CalledOperation, CalledPeer, PeerName } from './names';

/** The contracts of everyone a declaration calls, hears and sends commands to, with all that it uses of them. */
export type NeededContracts<D extends ServiceDeclaration> = {
  readonly [Peer in PeerName<D>]: Contract & {
    readonly declaration: { readonly name: Peer };
    readonly operations: Peer extends CalledPeer<D>
      ? { readonly [Name in CalledOperation<D, Peer>]: OperationSchemas }
      : object;
    readonly events: { readonly [Subject in Extract<keyof D['subscribes'], `${Peer}.${string}`>]: z.ZodType };
    readonly commands: { readonly [Name in SentTo<D, Peer>]: z.ZodType };
  };
};
