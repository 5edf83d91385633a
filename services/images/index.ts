/** Container images: how they are built and handed over, by docker or buildah. */
export { archiveImage, loadArchive, run, splitArguments } from './build-image';
export { findTool } from './image-tool';
