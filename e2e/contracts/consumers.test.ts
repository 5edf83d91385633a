import { join } from 'node:path';
import { dependenciesOf, readExamples, readerOf, sharedBy } from './consumer-examples';
import { readPublished, servicesFolder } from './contract-files';
import { contracts } from './contracts';
import { publicationOf } from './publication';

/** An example says what a consumer relies on: a field that its owner does not know is a misunderstanding. */
describe.each(Object.values(contracts).map(({ declaration }) => declaration))('$name', (declaration) => {
  const examples = readExamples(declaration.name);

  test('has an example of everything that it hears, sends and calls, and of nothing else', () => {
    const { events, commands, calls } = examples;
    expect({
      events: Object.keys(events).sort(),
      commands: Object.keys(commands).sort(),
      calls: Object.keys(calls).sort(),
    }).toEqual(dependenciesOf(declaration));
    for (const list of [events, commands, calls].flatMap((section) => Object.values(section))) {
      expect(list).not.toHaveLength(0);
    }
  });

  for (const { name, owner, schema, examples: payloads, message } of sharedBy(examples, contracts)) {
    test(`means by ${name} what ${owner} means`, () => {
      for (const payload of payloads) {
        expect(schema?.parse(payload)).toEqual(payload);
      }
      if (message !== undefined) {
        const current = publicationOf(contracts[owner]!)[message.section][message.key]!;
        const published = readPublished(join(servicesFolder, owner))?.[message.section][message.key];
        const readers = [current, ...(published?.version === current.version ? [published] : [])].map(readerOf);
        for (const payload of payloads) {
          expect(readers.map((reader) => reader.safeParse(payload).success)).toEqual(readers.map(() => true));
        }
      }
    });
  }
});
