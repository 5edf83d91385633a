import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { findPorts } from './ports';

const run = promisify(execFile);

test('ports are given to nobody else while this process runs, neither here nor in another one', async () => {
  const script = `require(${JSON.stringify(resolve(__dirname, 'ports.ts'))}).findPorts(200).then((ports) => console.log(ports.join()))`;
  const mine = new Set([...(await findPorts(200)), ...(await findPorts(200))]);
  expect(mine.size).toBe(400);
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--eval', script]);
  const theirs = stdout.trim().split(',').map(Number);
  expect(theirs.length).toBe(200);
  expect(theirs.filter((port) => mine.has(port))).toEqual([]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen([...mine][0], '127.0.0.1', resolve));
  server.close();
});
