/** Flotilla's constructs: from a service's declaration to manifests, a Helm chart, policies and GitOps objects. */
export * from './cli';
export * from './declaration';
export * from './fleet';
export * from './gitops';
export * from './helm';
export * from './microservice';
export * from './platform';
export * from './synth';
export * from './template';
export * from './topology';
export * from './values';
