import { spawnSync } from 'node:child_process';
import type { Finding } from './finding';
import { goTool } from './tools';

interface ScoredObject {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    /** 1: critical, 5: warning, 7: almost well, 10: well. */
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}

const well = 10;

/** What kube-score finds in a file of YAML documents; annotations that silence it have no effect. */
export function kubeScore(file: string): Finding[] {
  const program = goTool('kube-score', 'github.com/zegl/kube-score/cmd/kube-score', 'v1.20.0');
  const args = ['score', '--kubernetes-version=v1.29', '--disable-ignore-checks-annotations', '--output-format=json'];
  const { stdout, stderr } = spawnSync(program, [...args, file], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  const objects = parse(stdout, stderr);
  return objects.flatMap(({ type_meta: { kind }, object_meta: { name }, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < well)
      .flatMap(({ check, comments }) =>
        (comments ?? []).map(({ path, summary }) => ({
          rule: check.id,
          object: `${kind}/${name}`,
          message: path === '' ? summary : `${path}: ${summary}`,
        })),
      ),
  );
}

function parse(stdout: string, stderr: string): ScoredObject[] {
  try {
    return JSON.parse(stdout) as ScoredObject[];
  } catch (error) {
    throw new Error(`kube-score: ${stderr}`, { cause: error });
  }
}
