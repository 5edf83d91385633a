import { runCommand } from './command';

/** `npm run outbox`; also a program of its own beside a service. */
runCommand(process.argv.slice(2), process.env, (text) => process.stdout.write(text)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
