/** The command line of a fleet. */
export { runFleet } from './run';
