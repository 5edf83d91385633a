import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessIdentity } from './process-identity';

/** What is running out of a state folder, for commands that look at it. Holds no secret. */
export interface RunningNote {
  readonly launcher: ProcessIdentity;
  /** Base URL of the door; absent when it was not started. */
  readonly url?: string;
  readonly services: Readonly<Record<string, { readonly url: string; readonly adminUrl: string }>>;
  /** All processes below the launcher. */
  readonly processes: readonly ProcessIdentity[];
}

export function noteFile(state: string): string {
  return join(state, 'running.json');
}

export function writeNote(state: string, note: RunningNote): void {
  const file = noteFile(state);
  writeFileSync(`${file}.new`, JSON.stringify(note, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The note of whatever ran last; undefined where nothing ever did, or it was stopped. */
export function readNote(state: string): RunningNote | undefined {
  try {
    return JSON.parse(readFileSync(noteFile(state), 'utf8')) as RunningNote;
  } catch {
    return undefined;
  }
}

/**
 * What runs out of a state folder now.
 * @throws where nothing does, with what to do
 */
export function runningShop(state: string): RunningNote {
  const note = readNote(state);
  if (note === undefined || !isRunning(note.launcher)) {
    throw new Error(
      `nothing runs out of ${state}; start it with npm start, or name the folder of what runs: --state DIR`,
    );
  }
  return note;
}
