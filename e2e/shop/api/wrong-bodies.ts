import { declaredRoutes } from './declared-routes';
import { requestOf } from './random-requests';
import { faultsOf } from './schema/faults';
import { samplesOf } from './schema/samples';
import type { ApiStage } from './stage';

/** Requests for each thing that can be wrong. */
const perFault = 3;

/** Tests of bodies with one thing wrong, each thing that their schemas allow to be. */
export function describeWrongBodies(stage: () => ApiStage): void {
  const keys = declaredRoutes.filter(({ takesBody }) => takesBody).map(({ key }) => key);

  test.each(keys)('of %s are refused with the field that is wrong', async (key) => {
    const { documented, routeOf, complaintsAbout } = stage();
    const route = routeOf(key);
    const attempts = faultsOf(route.body!, 'body', documented).flatMap(({ path, what, values }) =>
      samplesOf(values, perFault).map((body) => ({
        ...requestOf(route, { documented }, { body }),
        ...{ what: `${path} ${what}`, path },
      })),
    );
    expect(attempts.length).toBeGreaterThan(20);
    expect(await complaintsAbout(attempts)).toEqual([]);
  });
}
