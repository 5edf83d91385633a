import { runAsProgram } from '../operator';
import { runCommand } from './command';

/** `npm run outbox`; also a program of its own beside a service. */
runAsProgram(runCommand);
