/** Programs of others that judge rendered objects. They are no part of `npm test`, because building them takes minutes. */
export { apiSchemas } from './api-schemas';
export { checkov } from './checkov';
export type { Finding } from './finding';
export { kubeScore } from './kube-score';
export { forbiddenReasons } from './pod-security';
