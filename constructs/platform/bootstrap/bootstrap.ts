import type { ApiObject } from 'cdk8s';
import type { ConfigMap, k8s, ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { apiServerRule } from '../../microservice';
import { release } from '../../values';
import { componentOf, type PlatformPartProps, syncWave } from '../component';
import { inputConfigMap, inputDirectory } from '../input-config-map';
import { hashNamedJob, type ProvisionerImageProps, provisionerImage } from '../job';
import { networkPolicy } from '../network-policy';
import { postgreSqlEnabled } from '../postgresql';
import { serviceAccount } from '../service-account';
import { identityDirectory, identityVolume, secretCreator } from './access';
import { bootstrapInput, type FurtherSecrets } from './input';

export interface BootstrapProps extends PlatformPartProps, FurtherSecrets, ProvisionerImageProps {}

/**
 * For a first try on an empty cluster: a Job that makes the Secrets that are missing, inside the cluster, and touches
 * none that exists. Off unless asked for; in production Secrets come from a store or by hand.
 */
export class Bootstrap extends Construct {
  readonly job: ApiObject;
  readonly input: ConfigMap;
  readonly serviceAccount: ServiceAccount;
  readonly role: k8s.KubeRole;
  readonly roleBinding: k8s.KubeRoleBinding;
  readonly networkPolicy: k8s.KubeNetworkPolicy;

  constructor(scope: Construct, id: string, props: BootstrapProps) {
    super(scope, id);
    const component = componentOf(this, 'bootstrap', props, syncWave.secrets, 'job');
    component.values.describe('The Job that makes missing Secrets, for a first try.');
    const enabled = component.values.flag('enabled', {
      default: false,
      description: 'Make missing Secrets at random: passwords, nkeys, signing keys. They outlive the release.',
    });
    const postgresql = postgreSqlEnabled(component.platform.at('postgresql'));

    this.serviceAccount = serviceAccount(this, component, enabled);
    const { role, binding } = secretCreator(this, component, this.serviceAccount, enabled);
    this.role = role;
    this.roleBinding = binding;
    this.input = inputConfigMap(this, component, bootstrapInput(component, props, postgresql), enabled);
    this.job = hashNamedJob(this, component, {
      image: provisionerImage(component, props),
      serviceAccount: this.serviceAccount,
      command: ['node', 'bootstrap.js'],
      env: [
        // Node.js reads further authorities when it starts, and from there alone.
        { name: 'NODE_EXTRA_CA_CERTS', value: `${identityDirectory}/ca.crt` },
        { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } } },
        { name: 'RELEASE', value: release.name },
      ],
      volumes: [
        { name: 'input', path: inputDirectory, source: { configMap: { name: this.input.name } } },
        identityVolume,
      ],
      when: enabled,
    });
    this.networkPolicy = networkPolicy(this, component, {
      ingress: [],
      egress: [apiServerRule(component.values)],
      when: enabled,
    });
  }
}
