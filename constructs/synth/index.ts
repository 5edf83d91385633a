/** From the construct tree to template documents, in one pass. */
export * from './api-group';
export * from './edits';
export * from './plain-chart';
export * from './synthesize';
