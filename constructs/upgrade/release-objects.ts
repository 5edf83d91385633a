import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseGoYaml } from '../helm';
import type { Json, JsonObject } from '../template';

/**
 * The objects of a release: of a file or a folder of manifests, or, by way of `helm template`, of a chart's folder or
 * archive with its default values. The release is then named like the chart.
 * @throws Error where there is nothing, where it is no manifest, or where a chart needs Helm and there is none
 */
export function readRelease(path: string): JsonObject[] {
  const objects = releaseObjects(path);
  if (objects.length === 0) throw new Error(`${path}: found no object, expected manifests or a Helm chart`);
  return objects;
}

function releaseObjects(path: string): JsonObject[] {
  if (!existsSync(path)) throw new Error(`${path}: found nothing, expected manifests or a Helm chart`);
  const isFolder = statSync(path).isDirectory();
  if (path.endsWith('.tgz') || (isFolder && existsSync(join(path, 'Chart.yaml')))) {
    return objectsOf(helmTemplate(path), path);
  }
  if (!isFolder) return objectsOf(readFileSync(path, 'utf8'), path);
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ya?ml|json)$/.test(file));
  if (files.length === 0) throw new Error(`${path}: found no .yaml or .json file, expected manifests or a Helm chart`);
  return files.sort().flatMap((file) => objectsOf(readFileSync(join(path, file), 'utf8'), join(path, file)));
}

function objectsOf(text: string, place: string): JsonObject[] {
  return parseGoYaml(text, place).flatMap((document) => {
    if (document === null) return [];
    const { kind, items } = document as JsonObject;
    const objects = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : [document];
    return objects.map((object) => checked(object, place));
  });
}

function checked(value: Json, place: string): JsonObject {
  const { kind, metadata } = (value ?? {}) as { kind?: Json; metadata?: { name?: Json } };
  if (typeof kind !== 'string' || typeof metadata?.name !== 'string') {
    throw new Error(`${place}: found a document without kind and metadata.name, expected Kubernetes objects`);
  }
  return value as JsonObject;
}

function helmTemplate(chart: string): string {
  const program = process.env.HELM ?? 'helm';
  const run = (...args: readonly string[]): string => {
    const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (error !== undefined) {
      throw new Error(
        `${chart}: a chart needs Helm, and ${program} cannot be run (${error.message}); put helm on the PATH, name it in ` +
          'HELM, or give rendered manifests',
      );
    }
    if (status !== 0) throw new Error(`${chart}: ${program} ${args.join(' ')}: ${stderr.trim()}`);
    return stdout;
  };
  const name = /^name: *["']?([^"'\s]+)/m.exec(run('show', 'chart', chart))?.[1] ?? basename(chart);
  // A Helm that was built with Go takes itself for a Kubernetes too old for most charts.
  return run('template', name, chart, '--namespace', 'default', '--kube-version', '1.31.0');
}
