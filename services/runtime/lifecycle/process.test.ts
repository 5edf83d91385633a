import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../testing';

type LogRecord = Readonly<Record<string, unknown>>;

describe('a real process', () => {
  let child: ChildProcess;
  let records: LogRecord[];
  const launch = async (behaviour: 'finish' | 'hang'): Promise<{ port: number; adminPort: number }> => {
    records = [];
    child = spawn(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', join(__dirname, 'child-service.ts'), behaviour],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    createInterface({ input: child.stdout! }).on('line', (line) => records.push(JSON.parse(line)));
    await logged('started');
    return (await logged('listening')) as unknown as { port: number; adminPort: number };
  };
  const logged = (message: string): Promise<LogRecord> =>
    eventually(() => records.find(({ msg }) => msg === message) ?? false);

  afterEach(() => {
    child.kill('SIGKILL');
  });

  test('answers what is in flight when it is told to stop, and ends with 0', async () => {
    const { port, adminPort } = await launch('finish');
    expect((await fetch(`http://127.0.0.1:${adminPort}/readyz`)).status).toBe(200);
    const answer = fetch(`http://127.0.0.1:${port}/`);
    await logged('request');
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await (await answer).text()).toBe('answered while draining');
    expect(await exited).toEqual([0, null]);
    await logged('stopped');
  });

  test('ends with 1 and names the culprit when a component does not stop', async () => {
    await launch('hang');
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([1, null]);
    expect(await logged('the service did not stop in time: stop of http hung')).toMatchObject({ level: 'fatal' });
  });
});
