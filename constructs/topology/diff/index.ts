/** How two revisions of the declarations differ, for a reviewer. */
export type { ChangedObject } from './changed-objects';
export { diffTopology, type Right, type Setting, type TopologyDiff } from './diff';
export { topologyDiffMarkdown } from './markdown';
