/** The microservice pattern: one construct, one file for each Kubernetes object. */
export { apiServerRule } from './api-server';
export { DirectIngress, type DirectIngressProps } from './direct-ingress';
export type { Exposure } from './exposure';
export { externalSecretEnabled, externalSecretObject } from './external-secret';
export { hashedConfigMap } from './hashed-config-map';
export { type Image, type ImageProps, imageValues } from './image';
export { keepForOldPods } from './kept-config-map';
export { outsideMesh } from './mesh';
export * from './microservice';
export type { Monitoring } from './monitoring';
export { egressRule, ingressRule } from './network-policy';
export type { ObjectPatch, PatchOperation } from './patches';
export * from './pod-security';
export { secretDirectory } from './secret-references';
export { objectLabels, ReleaseNames, type Selector } from './service-context';
export { spreading } from './spreading';
export { annotateForArgoCd } from './sync-waves';
export * from './workload-values';
