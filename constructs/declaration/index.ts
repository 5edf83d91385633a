/** What a service says of itself. No dependency, no I/O: both the runtime and the constructs import it. */
export * from './common';
export * from './metrics';
export * from './names';
export * from './pattern';
export * from './service-declaration';
export * from './traits';
