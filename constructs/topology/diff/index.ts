/** How two revisions of the declarations differ, for a reviewer. */
export { diffTopology, type Right, type Setting, type TopologyDiff } from './diff';
export { type ChangedObject, topologyDiffMarkdown } from './markdown';
