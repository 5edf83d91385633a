/** A running service for tests, and how they talk to it. */
export { type Answer, type Client, clientOf, newPerson, type Person } from './client';
export { makeSigningKey, type SigningKey, signingKeys } from './signing-keys';
export { admin, type Stage, startStage } from './stage';
