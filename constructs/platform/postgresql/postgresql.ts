import type { ApiObject } from 'cdk8s';
import type { k8s, Service, ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { imageValues } from '../../microservice';
import type { Condition } from '../../template';
import type { Values } from '../../values';
import { componentOf, type PlatformPartProps, syncWave } from '../component';
import { networkPolicy } from '../network-policy';
import { serviceAccount } from '../service-account';
import { clientService, headlessService } from './services';
import { statefulSet } from './stateful-set';
import { postgreSqlTraffic } from './traffic';

/**
 * One PostgreSQL server for first tries, with a database and a role for every service. It has no replica and no backup;
 * in production switch it off and give the services the URLs of another one.
 */
export class PostgreSql extends Construct {
  readonly statefulSet: ApiObject;
  readonly service: Service;
  readonly headlessService: Service;
  readonly serviceAccount: ServiceAccount;
  readonly networkPolicy: k8s.KubeNetworkPolicy;

  constructor(scope: Construct, id: string, props: PlatformPartProps) {
    super(scope, id);
    const component = componentOf(this, 'postgresql', props, syncWave.servers);
    const { values, names } = component;
    values.describe('A database server for first tries, without replica and backup.');
    const enabled = postgreSqlEnabled(values);
    const image = imageValues(values, {
      template: names.template('image', 'postgresql'),
      repository: 'postgres',
      tag: '18.4',
    });

    this.serviceAccount = serviceAccount(this, component, enabled);
    this.service = clientService(this, component, enabled);
    this.headlessService = headlessService(this, component, enabled);
    this.statefulSet = statefulSet(this, component, { image, serviceAccount: this.serviceAccount, enabled });
    this.networkPolicy = networkPolicy(this, component, { ...postgreSqlTraffic(component), when: enabled });
  }
}

/** @param values those below `postgresql` */
export function postgreSqlEnabled(values: Values): Condition {
  return values.flag('enabled', {
    default: true,
    description: 'Run PostgreSQL in this release. Off in production: it has no replica and no backup.',
  });
}
