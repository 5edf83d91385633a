/** Ways through a shop, wherever it runs: give its address and an administrator. */
export { administratorJourney } from './administrator-journey';
export { customerJourney } from './customer-journey';
export { lastItems, type Rush } from './last-items';
export type { Shop } from './shop';
