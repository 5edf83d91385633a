/** Container images of all services: what they are called, and how they are built. */
export { archiveImage, type BuildOptions, type BuiltImage, buildImage, run } from './build-image';
export { contextFiles } from './context-files';
export { contentHash, type ImageSource, imageSources } from './image-source';
export { findTool, type ImageTool } from './image-tool';
