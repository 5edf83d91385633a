import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'flotilla-bench-fleet-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A kubectl of a cluster that has the second namespace already; it keeps a list of what it is asked. */
const kubectl = `#!/bin/sh
cat > /dev/null
echo "$*" >> "${join(folder, 'asked')}"
case "$*" in
*/metrics) echo 'process_resident_memory_bytes 1' ;;
'create namespace flotilla-fleet-2') echo 'already exists' >&2; exit 1 ;;
esac
`;

test('a measurement deletes the namespaces that it made, and no other', () => {
  writeFileSync(join(folder, 'kubectl'), kubectl);
  chmodSync(join(folder, 'kubectl'), 0o755);
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const args = ['run', '--silent', 'bench:fleet', '--', '--services', '1', '--environments', '3'];
  const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8', env });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('already exists') });
  const asked = readFileSync(join(folder, 'asked'), 'utf8').split('\n');
  expect(asked.filter((line) => line.startsWith('delete'))).toEqual([
    expect.stringMatching(/^delete namespace flotilla-fleet-1 /),
  ]);
});
