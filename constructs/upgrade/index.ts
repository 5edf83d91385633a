/** The gate before an upgrade: what the API server would refuse, and what a rename would tear down, found offline. */
export { compareReleases, type ReleaseComparison } from './compare';
export { releaseComparisonMarkdown } from './markdown';
export type { Refusal } from './refusal';
export { readRelease } from './release-objects';
