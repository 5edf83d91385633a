/** A test that runs once with Helm 3 and once with Helm 4; skipped where there is none, which CI does not accept. */
export function testWithHelm(title: string, run: (helm: string) => void | Promise<void>, timeout?: number): void {
  for (const major of [3, 4] as const) {
    const helm = process.env[`HELM${major}`];
    const each = helm === undefined ? test.skip : test;
    each(`${title}, with Helm ${major}`, async () => run(helm as string), timeout);
  }
}
