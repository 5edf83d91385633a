import { ApiObject } from 'cdk8s';
import { ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import type { Condition } from '../template';
import { annotations } from '../values';
import type { Component } from './component';

/** An identity of a component's own, without a token. */
export function serviceAccount(scope: Construct, { metadata, values }: Component, when?: Condition): ServiceAccount {
  const account = new ServiceAccount(scope, 'service-account', { metadata, automountToken: false });
  const extra = values.map('serviceAccount.annotations', {
    default: {},
    schema: annotations,
    description: 'Annotations of the ServiceAccount, e.g. for a cloud identity.',
  });
  const edits = Edits.of(ApiObject.of(account)).spread('/metadata/annotations', extra.spread());
  if (when !== undefined) edits.guardObject(when);
  return account;
}
