/** The cluster that KUBECONFIG names, as an operator has it: through kubectl, with the operator's own rights. */
export { kubectl } from './kubectl';
export { openPortForward, type PortForward } from './port-forward';
