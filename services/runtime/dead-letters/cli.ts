import { runAsProgram } from '../operator';
import { runCommand } from './command';

/** `npm run dead-letters`; also a program of its own beside a service. */
runAsProgram(runCommand);
