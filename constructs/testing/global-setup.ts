import { join } from 'node:path';
import { findHelm } from './helm';

/** Finds or builds Helm once for all chart suites; they skip themselves where there is none, which CI does not accept. */
export default function globalSetup(): void {
  const { 3: helm3, 4: helm4 } = findHelm(join(process.cwd(), '.cache'));
  if (helm3 !== undefined) process.env.HELM3 = helm3;
  if (helm4 !== undefined) process.env.HELM4 = helm4;
  if (helm3 !== undefined && helm4 !== undefined) return;
  const message = 'chart suites are skipped: install Helm 3 and Helm 4 (or Go, with which they are built) to run them';
  if (process.env.CI === 'true') throw new Error(message);
  process.stderr.write(`${message}\n`);
}
