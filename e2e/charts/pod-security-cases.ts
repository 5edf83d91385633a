import type { PodTemplate } from './workloads';

/** A pod and what the standard "restricted" says of it. */
export interface PodSecurityCase {
  readonly name: string;
  readonly pod: PodTemplate;
  /** Name of the control that it violates; undefined: it is admitted. */
  readonly control?: string;
}

const context = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const server = { name: 'server', image: 'server:1', securityContext: context };

function pod(spec: object, metadata: PodTemplate['metadata'] = {}): PodTemplate {
  return { metadata, spec: { containers: [server], ...spec } as unknown as PodTemplate['spec'] };
}

const container = (more: object): PodTemplate => pod({ containers: [{ ...server, ...more }] });
const secured = (more: object): PodTemplate => container({ securityContext: { ...context, ...more } });
const without = (key: keyof typeof context): PodTemplate => {
  const { [key]: _, ...rest } = context;
  return container({ securityContext: rest });
};
const volume = (source: object): PodTemplate => pod({ volumes: [{ name: 'data', ...source }] });
const { runAsNonRoot, seccompProfile, ...bare } = context;
const inherits = { containers: [{ ...server, securityContext: bare }] };

export const podSecurityCases: readonly PodSecurityCase[] = [
  { name: 'the least that is admitted', pod: pod({}) },
  {
    name: 'settings of the pod hold for its containers',
    pod: pod({ ...inherits, securityContext: { runAsNonRoot, seccompProfile } }),
  },
  { name: 'NET_BIND_SERVICE may return', pod: secured({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }) },
  { name: 'a user', pod: pod({ securityContext: { runAsUser: 1 } }) },
  { name: 'a local seccomp profile', pod: secured({ seccompProfile: { type: 'Localhost', localhostProfile: 'a' } }) },
  {
    name: 'safe sysctls',
    pod: pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] } }),
  },
  { name: 'an SELinux type of containers', pod: secured({ seLinuxOptions: { type: 'container_t', level: 's0' } }) },
  { name: 'an AppArmor profile', pod: secured({ appArmorProfile: { type: 'RuntimeDefault' } }) },
  ...(['configMap', 'downwardAPI', 'emptyDir', 'projected', 'secret'] as const).map((type) => ({
    name: `a volume ${type}`,
    pod: volume({ [type]: {} }),
  })),
  { name: 'a volume persistentVolumeClaim', pod: volume({ persistentVolumeClaim: { claimName: 'a' } }) },
  { name: 'a volume csi', pod: volume({ csi: { driver: 'a' } }) },
  { name: 'a volume ephemeral', pod: volume({ ephemeral: {} }) },

  { name: 'host process', pod: secured({ windowsOptions: { hostProcess: true } }), control: 'HostProcess' },
  {
    name: 'host process of the pod',
    pod: pod({ securityContext: { windowsOptions: { hostProcess: true } } }),
    control: 'HostProcess',
  },
  ...(['hostNetwork', 'hostPID', 'hostIPC'] as const).map((key) => ({
    name: key,
    pod: pod({ [key]: true }),
    control: 'Host Namespaces',
  })),
  { name: 'privileged', pod: secured({ privileged: true }), control: 'Privileged Containers' },
  { name: 'no capabilities dropped', pod: without('capabilities'), control: 'Capabilities' },
  { name: 'some capabilities dropped', pod: secured({ capabilities: { drop: ['NET_RAW'] } }), control: 'Capabilities' },
  {
    name: 'a capability of "baseline"',
    pod: secured({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
    control: 'Capabilities',
  },
  {
    name: 'a dangerous capability',
    pod: secured({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
    control: 'Capabilities',
  },
  { name: 'a host path', pod: volume({ hostPath: { path: '/' } }), control: 'Volume Types' },
  { name: 'another volume type', pod: volume({ nfs: { server: 'a', path: '/' } }), control: 'Volume Types' },
  { name: 'a host port', pod: container({ ports: [{ containerPort: 1, hostPort: 1 }] }), control: 'Host Ports' },
  ...(['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((probe) => [
    {
      name: `${probe} at a host`,
      pod: container({ [probe]: { httpGet: { port: 1, host: '10.0.0.1' } } }),
      control: 'Host Probes / Lifecycle Hooks',
    },
    {
      name: `${probe} on a socket of a host`,
      pod: container({ [probe]: { tcpSocket: { port: 1, host: '10.0.0.1' } } }),
      control: 'Host Probes / Lifecycle Hooks',
    },
  ]),
  ...(['postStart', 'preStop'] as const).map((hook) => ({
    name: `${hook} at a host`,
    pod: container({ lifecycle: { [hook]: { httpGet: { port: 1, host: '10.0.0.1' } } } }),
    control: 'Host Probes / Lifecycle Hooks',
  })),
  { name: 'AppArmor off', pod: secured({ appArmorProfile: { type: 'Unconfined' } }), control: 'AppArmor' },
  {
    name: 'AppArmor off for the pod',
    pod: pod({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
    control: 'AppArmor',
  },
  {
    name: 'AppArmor off by annotation',
    pod: pod({}, { annotations: { 'container.apparmor.security.beta.kubernetes.io/server': 'unconfined' } }),
    control: 'AppArmor',
  },
  { name: 'another SELinux type', pod: secured({ seLinuxOptions: { type: 'spc_t' } }), control: 'SELinux' },
  { name: 'an SELinux user', pod: secured({ seLinuxOptions: { user: 'a' } }), control: 'SELinux' },
  { name: 'an SELinux role', pod: pod({ securityContext: { seLinuxOptions: { role: 'a' } } }), control: 'SELinux' },
  { name: 'an unmasked /proc', pod: secured({ procMount: 'Unmasked' }), control: '/proc Mount Type' },
  {
    name: 'another sysctl',
    pod: pod({ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
    control: 'Sysctls',
  },
  { name: 'escalation by default', pod: without('allowPrivilegeEscalation'), control: 'Privilege Escalation' },
  { name: 'escalation', pod: secured({ allowPrivilegeEscalation: true }), control: 'Privilege Escalation' },
  { name: 'root by default', pod: without('runAsNonRoot'), control: 'Running as Non-root' },
  {
    name: 'root against the pod',
    pod: pod({
      containers: [{ ...server, securityContext: { ...context, runAsNonRoot: false } }],
      securityContext: { runAsNonRoot },
    }),
    control: 'Running as Non-root',
  },
  { name: 'user 0', pod: secured({ runAsUser: 0 }), control: 'Running as Non-root user' },
  { name: 'user 0 of the pod', pod: pod({ securityContext: { runAsUser: 0 } }), control: 'Running as Non-root user' },
  { name: 'no seccomp profile', pod: without('seccompProfile'), control: 'Seccomp' },
  { name: 'no seccomp', pod: secured({ seccompProfile: { type: 'Unconfined' } }), control: 'Seccomp' },
  {
    name: 'no seccomp for the pod',
    pod: pod({ securityContext: { seccompProfile: { type: 'Unconfined' } } }),
    control: 'Seccomp',
  },
  {
    name: 'an init container',
    pod: pod({ initContainers: [{ ...server, name: 'init', securityContext: { ...context, privileged: true } }] }),
    control: 'Privileged Containers',
  },
  {
    name: 'an ephemeral container',
    pod: pod({
      ephemeralContainers: [{ ...server, name: 'debug', securityContext: { ...context, privileged: true } }],
    }),
    control: 'Privileged Containers',
  },
];
