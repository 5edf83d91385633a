import { readFileSync, writeFileSync } from 'node:fs';

export interface MigrationsOptions {
  /** Where it is noted which program has brought which database up to date. */
  readonly noteFile: string;
  /** What tells the database of a service from any other; services without are migrated each time. */
  readonly identities: ReadonlyMap<string, string>;
  /** Hash of the program by entry. */
  readonly programs: Readonly<Record<string, string>>;
  readonly ending: AbortSignal;
}

interface Migrated {
  readonly declaration: { readonly name: string };
  migrate(ending: AbortSignal): Promise<void>;
}

/** Brings the database of a service up to date, unless the same program has done so to the same database before. */
export function migrations({ noteFile, identities, programs, ending }: MigrationsOptions) {
  const notes = notesIn(noteFile);
  return async ({ declaration: { name }, migrate }: Migrated): Promise<void> => {
    const identity = identities.get(name);
    const note = `${identity} ${programs[`${name}/migrate`]}`;
    if (identity !== undefined && notes[name] === note) return;
    await migrate(ending);
    if (identity === undefined) return;
    notes[name] = note;
    writeFileSync(noteFile, JSON.stringify(notes));
  };
}

function notesIn(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}
