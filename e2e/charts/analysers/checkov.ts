import { spawnSync } from 'node:child_process';
import type { Finding } from './finding';
import { pythonTool } from './tools';

interface Report {
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      /** `Deployment.<namespace>.<name>` */
      readonly resource: string;
    }[];
  };
  readonly summary: { readonly passed: number; readonly skipped: number; readonly parsing_errors: number };
}

/** What checkov's policies for Kubernetes find in a file of YAML documents. It asks no server. */
export function checkov(file: string): Finding[] {
  const program = pythonTool('checkov', '3.3.30');
  const args = ['--file', file, '--framework', 'kubernetes', '--skip-download', '--quiet', '--output', 'json'];
  const { stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, BC_SKIP_MAPPING: 'TRUE' },
    maxBuffer: 256 * 1024 * 1024,
  });
  const { results, summary } = parse(stdout, stderr);
  if (summary.passed === 0 || summary.skipped > 0 || summary.parsing_errors > 0) {
    throw new Error(`checkov: found ${JSON.stringify(summary)}, expected passed checks, none skipped and no errors`);
  }
  return results.failed_checks.map(({ check_id, check_name, resource }) => {
    const [kind, , name] = resource.split('.');
    return { rule: check_id, object: `${kind}/${name}`, message: check_name };
  });
}

function parse(stdout: string, stderr: string): Report {
  try {
    return JSON.parse(stdout) as Report;
  } catch (error) {
    throw new Error(`checkov: ${stderr}`, { cause: error });
  }
}
