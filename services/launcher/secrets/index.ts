/** Passwords and keys of a fleet, made at random where they are missing. */
export { databaseSecret, type FleetSecrets, makeSecrets, nkeySecret } from './fleet-secrets';
