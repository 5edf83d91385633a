import { podSecurityCases } from './pod-security-cases';
import { violations } from './pod-security-standard';
import { environments, manifests, renderShop, valuesOf } from './shop';
import { workloadsOf } from './workloads';

describe.each(environments.map(({ name }) => name))('Pod Security "restricted" admits every pod of %s', (name) => {
  test.each([
    ['its plain manifests', () => manifests(name)],
    ['its values as one release of the umbrella chart, test pods included', () => renderShop('shop', valuesOf(name))],
  ])('in %s', (_, objects) => {
    const workloads = workloadsOf(objects());
    expect(workloads.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Deployment', 'Job']));
    expect(
      workloads.flatMap(({ name: workload, pod }) => violations(pod).map((each) => `${workload}: ${each}`)),
    ).toEqual([]);
  });
});

describe('the standard "restricted"', () => {
  const admitted = podSecurityCases.filter(({ control }) => control === undefined);
  const refused = podSecurityCases.filter(({ control }) => control !== undefined);

  test.each(admitted.map((each) => [each.name, each] as const))('admits %s', (_, { pod }) => {
    expect(violations(pod)).toEqual([]);
  });

  test.each(refused.map((each) => [each.name, each] as const))('refuses %s', (_, { pod, control }) => {
    expect(violations(pod)).toEqual([expect.stringMatching(new RegExp(`^${control}: `))]);
  });
});
