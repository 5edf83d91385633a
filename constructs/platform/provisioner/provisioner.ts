import type { ApiObject } from 'cdk8s';
import type { ConfigMap, k8s, ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { dnsRule, secretDirectory, tcp } from '../../microservice';
import { Choice, type Condition, expressionOf, Fallback, Guard, Items, type Template } from '../../template';
import { provisionerUser } from '../../topology';
import { optionalDnsSubdomain } from '../../values';
import { type Component, componentOf, type PlatformPartProps, syncWave } from '../component';
import { storedSecret } from '../external-secret';
import { inputConfigMap, inputDirectory } from '../input-config-map';
import { hashNamedJob, type ProvisionerImageProps, provisionerImage } from '../job';
import { natsPorts } from '../nats';
import { networkPolicy, podsOf } from '../network-policy';
import { databaseName, databaseOwners, databaseSecret, port, postgreSqlEnabled, superuserSecret } from '../postgresql';
import { serviceAccount } from '../service-account';
import { passwordFile, provisionerInput, seedFile, standbyPasswordFile, superuserFile } from './input';

export interface ProvisionerProps extends PlatformPartProps, ProvisionerImageProps {}

/**
 * A Job that makes what the topology asks for inside the servers and keeps it as declared: streams and durable
 * consumers on NATS, databases and roles on the platform's PostgreSQL. It removes nothing.
 */
export class Provisioner extends Construct {
  readonly job: ApiObject;
  readonly input: ConfigMap;
  readonly serviceAccount: ServiceAccount;
  readonly networkPolicy: k8s.KubeNetworkPolicy;

  constructor(scope: Construct, id: string, props: ProvisionerProps) {
    super(scope, id);
    const component = componentOf(this, provisionerUser, props, syncWave.provisioning, 'job');
    component.values.describe('The Job that makes streams, consumers, databases and roles.');
    const postgresql = postgreSqlEnabled(component.platform.at('postgresql'));

    this.serviceAccount = serviceAccount(this, component);
    this.input = inputConfigMap(this, component, provisionerInput(component, postgresql));
    this.job = hashNamedJob(this, component, {
      image: provisionerImage(component, props),
      serviceAccount: this.serviceAccount,
      command: ['node', 'provision.js'],
      volumes: [
        { name: 'input', path: inputDirectory, source: { configMap: { name: this.input.name } } },
        {
          name: 'secrets',
          path: secretDirectory,
          source: { projected: { defaultMode: 0o440, sources: secretSources(component, postgresql) } },
        },
      ],
    });
    const { names } = component;
    this.networkPolicy = networkPolicy(this, component, {
      ingress: [],
      egress: [
        dnsRule(component.platform),
        { to: [podsOf(names.selector('nats'))], ports: [tcp(natsPorts.client)] },
        new Guard(postgresql, { to: [podsOf(names.selector('postgresql'))], ports: [tcp(port)] }),
      ],
    });
  }
}

/** Its own nkey and, with the platform's PostgreSQL, the passwords of all roles. */
function secretSources(component: Component, postgresql: Condition): Template[] {
  const { topology, names, values } = component;
  const existing = values.string('existingSecret', {
    default: '',
    pattern: optionalDnsSubdomain,
    description: `Secret with the nkey seed under the key nkey; empty: ${provisionerUser}-nats, with the prefix of the release.`,
  });
  const stored = storedSecret(component);
  const databases = databaseOwners(topology).map(({ name }) => ({
    secret: {
      name: databaseSecret(component, name),
      items: [
        { key: 'password', path: passwordFile(databaseName(name)) },
        { key: 'standby-password', path: standbyPasswordFile(databaseName(name)) },
      ],
    },
  }));
  return [
    {
      secret: {
        name: new Fallback(
          expressionOf(existing),
          new Choice(stored.enabled, expressionOf(stored.name), expressionOf(names.name(`${provisionerUser}-nats`))),
        ),
        items: [{ key: 'nkey', path: seedFile }],
      },
    },
    new Guard(
      postgresql,
      new Items([
        { secret: { name: superuserSecret(component), items: [{ key: 'password', path: superuserFile }] } },
        ...databases,
      ]),
    ),
  ];
}
