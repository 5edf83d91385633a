/** The topology for people to look at. */
export { topologyMarkdown } from './markdown';
export { topologySvg } from './svg';
