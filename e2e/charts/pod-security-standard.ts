import type { JsonObject } from '@flotilla/constructs';
import type { PodTemplate } from './workloads';

/**
 * The Pod Security Standard "restricted", control by control as it is published, with all of "baseline" that it includes:
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 * Exceptions that the standard makes for Windows and for user namespaces are not made: nothing here needs them.
 */
export function violations(pod: PodTemplate): string[] {
  const spec = pod.spec as unknown as Spec;
  const parts: Parts = { pod, spec, containers: containersOf(spec) };
  return controls.flatMap(({ name, violated }) => violated(parts).map((where) => `${name}: ${where}`));
}

interface SecurityContext {
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly privileged?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly appArmorProfile?: { readonly type?: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly procMount?: string;
  readonly seccompProfile?: { readonly type?: string };
  readonly sysctls?: readonly { readonly name: string }[];
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
}

interface Action {
  readonly httpGet?: { readonly host?: string };
  readonly tcpSocket?: { readonly host?: string };
}

interface Container {
  readonly name: string;
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly livenessProbe?: Action;
  readonly readinessProbe?: Action;
  readonly startupProbe?: Action;
  readonly lifecycle?: { readonly postStart?: Action; readonly preStop?: Action };
}

interface Spec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly securityContext?: SecurityContext;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly volumes?: readonly (JsonObject & { readonly name: string })[];
}

interface Parts {
  readonly pod: PodTemplate;
  readonly spec: Spec;
  readonly containers: readonly Container[];
}

interface Control {
  /** As the standard calls it. */
  readonly name: string;
  /** Where it is violated. */
  readonly violated: (parts: Parts) => readonly string[];
}

function containersOf({ containers, initContainers = [], ephemeralContainers = [] }: Spec): Container[] {
  return [...initContainers, ...containers, ...ephemeralContainers];
}

/** Containers for which something holds, by name. */
function containersWith(test: (container: Container) => boolean): Control['violated'] {
  return ({ containers }) => containers.filter(test).map(({ name }) => `container ${name}`);
}

/** The pod itself and containers whose own security context has something forbidden. */
function contextsWith(test: (context: SecurityContext) => boolean): Control['violated'] {
  return (parts) => [
    ...(test(parts.spec.securityContext ?? {}) ? ['pod'] : []),
    ...containersWith(({ securityContext = {} }) => test(securityContext))(parts),
  ];
}

/** A setting that each container must have, from itself or else from the pod. */
function everyContainer<Key extends keyof SecurityContext>(
  key: Key,
  good: (value: SecurityContext[Key]) => boolean,
): Control['violated'] {
  return (parts) =>
    containersWith(({ securityContext }) => !good(securityContext?.[key] ?? parts.spec.securityContext?.[key]))(parts);
}

function oneOf(allowed: readonly (string | undefined)[]): (value: string | undefined) => boolean {
  return (value) => allowed.includes(value);
}

const safeSysctls = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

const volumeTypes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const seLinuxType = oneOf([undefined, '', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);
const unset = oneOf([undefined, '']);
const confined = oneOf(['RuntimeDefault', 'Localhost']);
const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

const controls: readonly Control[] = [
  { name: 'HostProcess', violated: contextsWith(({ windowsOptions }) => windowsOptions?.hostProcess === true) },
  {
    name: 'Host Namespaces',
    violated: ({ spec }) => (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((key) => spec[key] === true),
  },
  {
    name: 'Privileged Containers',
    violated: containersWith(({ securityContext }) => securityContext?.privileged === true),
  },
  {
    name: 'Capabilities',
    violated: containersWith(({ securityContext }) => {
      const { add = [], drop = [] } = securityContext?.capabilities ?? {};
      return !drop.includes('ALL') || add.some((name) => name !== 'NET_BIND_SERVICE');
    }),
  },
  {
    name: 'Volume Types',
    violated: ({ spec }) =>
      (spec.volumes ?? [])
        .filter((volume) => !Object.keys(volume).some((key) => volumeTypes.includes(key)))
        .map(({ name }) => `volume ${name}`),
  },
  {
    name: 'Host Ports',
    violated: containersWith(({ ports = [] }) => ports.some(({ hostPort = 0 }) => hostPort !== 0)),
  },
  {
    name: 'Host Probes / Lifecycle Hooks',
    violated: containersWith(({ livenessProbe, readinessProbe, startupProbe, lifecycle }) =>
      [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].some(
        (action) => !unset(action?.httpGet?.host) || !unset(action?.tcpSocket?.host),
      ),
    ),
  },
  {
    name: 'AppArmor',
    violated: (parts) => [
      ...contextsWith(({ appArmorProfile }) => appArmorProfile?.type !== undefined && !confined(appArmorProfile.type))(
        parts,
      ),
      ...Object.entries(parts.pod.metadata?.annotations ?? {})
        .filter(([key]) => key.startsWith(appArmorAnnotation))
        .filter(([, value]) => value !== 'runtime/default' && !value.startsWith('localhost/'))
        .map(([key]) => `annotation ${key}`),
    ],
  },
  {
    name: 'SELinux',
    violated: contextsWith(
      ({ seLinuxOptions: { type, user, role } = {} }) => !seLinuxType(type) || !unset(user) || !unset(role),
    ),
  },
  {
    name: '/proc Mount Type',
    violated: containersWith(({ securityContext }) => !oneOf([undefined, 'Default'])(securityContext?.procMount)),
  },
  {
    name: 'Sysctls',
    violated: ({ spec }) =>
      (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !safeSysctls.includes(name)),
  },
  {
    name: 'Privilege Escalation',
    violated: containersWith(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false),
  },
  { name: 'Running as Non-root', violated: everyContainer('runAsNonRoot', (value) => value === true) },
  { name: 'Running as Non-root user', violated: contextsWith(({ runAsUser }) => runAsUser === 0) },
  {
    name: 'Seccomp',
    violated: (parts) => [
      ...everyContainer('seccompProfile', (profile) => confined(profile?.type))(parts),
      ...(parts.spec.securityContext?.seccompProfile?.type === 'Unconfined' ? ['pod'] : []),
    ],
  },
];
