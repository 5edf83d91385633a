import { readFileSync } from 'node:fs';
import type { ConfigProblem } from './config-error';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a variable and where it comes from; no text: it is not given. */
export interface Given {
  readonly text?: string;
  /** Path of the file that holds the text. */
  readonly file?: string;
}

/** A configuration problem without its variable. */
export type Finding = Omit<ConfigProblem, 'variable'>;

/** Variable that names a file with the value of another variable. */
export function fileVariable(variable: string): string {
  return `${variable}_FILE`;
}

/**
 * Reads a variable: its own value, or the content of the file that `<variable>_FILE` names.
 * @param optional a missing file means that the variable is not given; Kubernetes mounts nothing for an absent secret
 */
export function readGiven(environment: Environment, variable: string, optional: boolean): Given | Finding {
  const file = environment[fileVariable(variable)];
  const text = environment[variable];
  if (file === undefined || file === '') {
    return { text };
  }
  if (text !== undefined) {
    return {
      found: `both ${variable} and ${fileVariable(variable)}`,
      expected: 'one of the two',
      fix: 'remove one',
    };
  }
  try {
    return { text: readText(file), file };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' && optional
      ? {}
      : {
          found: `${fileVariable(variable)} with the path ${file}, which cannot be read (${code})`,
          expected: 'the path of a file that this process may read',
          fix: 'correct the path, or the permissions of the file',
        };
  }
}

/** Content of a file without the newline that most editors and tools end it with. */
export function readText(file: string): string {
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
}
