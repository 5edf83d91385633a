/** The programs of a fleet: its services, their migrations, its seed data and its synthesis. */
export { type FleetPrograms, needsMigration, programsOf, synthEntry, type Wanted } from './fleet-programs';
export { migrations } from './migrations';
export { synthesize } from './synthesis';
