/** Argo CD objects of a fleet. */
export * from './gitops';
