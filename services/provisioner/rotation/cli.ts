import { parseArgs } from 'node:util';
import { NamespaceClient } from './cluster';
import { rotate } from './rotate';

const usage = `usage: npm run rotate -- --namespace NAMESPACE [--timeout SECONDS] SECRET...

Rotates Secrets that bootstrap has made (NATS nkeys, database passwords, token signing keys) on the cluster that
KUBECONFIG names, by kubectl, while everything runs. To find them:

  kubectl get secrets --namespace NAMESPACE --selector app.kubernetes.io/managed-by=bootstrap

  --timeout SECONDS   longest wait for a rollout, a Job or a server (300)
`;

async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      namespace: { type: 'string', short: 'n' },
      timeout: { type: 'string', default: '300' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const seconds = Number(values.timeout);
  if (values.namespace === undefined || positionals.length === 0 || !Number.isInteger(seconds) || seconds < 1) {
    process.stderr.write(usage);
    return 2;
  }
  await rotate(new NamespaceClient(values.namespace, seconds), positionals, (line) => {
    process.stdout.write(`${line}\n`);
  });
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error & { code?: string }) => {
    process.stderr.write(`rotate: ${error.message}\n`);
    process.exitCode = error.code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
  },
);
