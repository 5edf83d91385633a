import { manifests } from './shop';

test.each(['staging', 'production'])(
  'no Job of %s holds up a revert by Argo CD for longer than a quarter of an hour',
  (name) => {
    const jobs = manifests(name).filter(({ kind }) => kind === 'Job');
    expect(jobs.length).toBeGreaterThan(1);
    for (const { spec } of jobs) expect(spec).toMatchObject({ activeDeadlineSeconds: 900 });
  },
);
