import { type BareService, bareService, declaredBy, offered } from './bare-service';

const services = ['gateway', 'orders', 'payments', 'products', 'users'];

const failure = async (attempt: () => unknown): Promise<Error> => {
  try {
    await attempt();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was let through');
};

describe.each(services)('what %s does not declare', (name) => {
  const declared = declaredBy(name);
  const input = { aggregate: { type: 'thing', id: '1' }, data: {} };
  let bare: BareService;

  beforeAll(async () => {
    bare = await bareService(name);
  });

  const refusals = async (): Promise<number> => {
    const { values } = (await bare.service.registry.getSingleMetric('undeclared_total')?.get()) ?? { values: [] };
    return values.reduce((sum, { value }) => sum + value, 0);
  };

  test('it cannot call, and the message has the line that is missing', async () => {
    const before = await refusals();
    const undeclared = offered.operations.filter(({ peer, operation }) => !declared.calls(peer, operation));
    for (const { peer, operation } of undeclared) {
      expect(await failure(() => bare.peers[peer]![operation]!({}))).toMatchObject({
        name: 'UndeclaredCallError',
        message: expect.stringContaining(`services/${name}/service.ts`),
      });
    }
    expect(await refusals()).toBe(before + undeclared.length);
  });

  test('it cannot publish', async () => {
    const before = await refusals();
    const undeclared = offered.events.filter((subject) => !declared.publishes(subject));
    for (const subject of undeclared) {
      expect(await failure(() => bare.messages.event(subject, input))).toMatchObject({
        name: 'UndeclaredMessageError',
        message: expect.stringContaining(`'${subject}'`),
      });
    }
    expect(await refusals()).toBe(before + undeclared.length);
  });

  test('it cannot send as a command', async () => {
    const undeclared = offered.commands.filter(({ receiver, command }) => !declared.sends(receiver, command));
    for (const { receiver, command } of undeclared) {
      expect(await failure(() => bare.messages.command(receiver, command, input))).toMatchObject({
        name: 'UndeclaredMessageError',
        message: expect.stringContaining(`${receiver}.v1.cmd.${command}`),
      });
    }
  });

  test('it cannot handle: with such a handler it does not start', async () => {
    for (const subject of offered.events.filter((each) => !declared.subscribes(each))) {
      expect(await failure(() => bareService(name, { events: [subject] }))).toMatchObject({
        name: 'UndeclaredMessageError',
      });
    }
    for (const { command } of offered.commands.filter(({ command }) => !declared.handles(command))) {
      expect(await failure(() => bareService(name, { commands: [command] }))).toMatchObject({
        name: 'UndeclaredMessageError',
      });
    }
  });
});
