/** A test that runs once with Helm 3 and once with Helm 4; skipped where there is none, which CI does not accept. */
export function testWithHelm(title: string, run: (helm: string) => void | Promise<void>, timeout?: number): void {
  eachHelm(test, title, run, timeout);
}

/** The same, at the same time as other tests: most of it is waiting for Helm. */
export function concurrentTestWithHelm(title: string, run: (helm: string) => Promise<void>, timeout?: number): void {
  eachHelm(test.concurrent, title, run, timeout);
}

function eachHelm(
  kind: typeof test | typeof test.concurrent,
  title: string,
  run: (helm: string) => void | Promise<void>,
  timeout?: number,
): void {
  for (const major of [3, 4] as const) {
    const helm = process.env[`HELM${major}`];
    const each = helm === undefined ? test.skip : kind;
    each(`${title}, with Helm ${major}`, async () => run(helm as string), timeout);
  }
}
