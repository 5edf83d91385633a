import { goJson } from '../go-json';
import { Condition } from '../node';
import { field, goString, type Position } from '../position';
import type { Scope } from '../scope';

/**
 * Some text of the values holds `<no value>`, which Helm removes from everything that it prints. Looked for in the JSON
 * that Go writes, where the brackets are escaped, because the removal would also hit the template that looks for it.
 */
export class HoldsNoValueText extends Condition {
  readonly boolean = true;

  test(scope: Scope): boolean {
    return goJson(scope.values).includes(escapedNoValue);
  }

  expression(position: Position): string {
    return `contains ${goString(escapedNoValue)} (toJson ${field(position, 'Values')})`;
  }
}

/**
 * Some text of the values holds a character that YAML does not print. Go's JSON leaves it as it is, and the YAML reader
 * that `toYaml` puts it through refuses it, upon which `toYaml` prints nothing at all. The two Unicode line separators
 * end a line in YAML 1.1 and do not in 1.2.
 */
export class HoldsUnprintable extends Condition {
  readonly boolean = true;

  test(scope: Scope): boolean {
    return /[\u007f-\u009f\ufeff\ufffe\uffff]|\\u202[89]/.test(goJson(scope.values));
  }

  expression(position: Position): string {
    return `regexMatch "[\\\\x{7f}-\\\\x{9f}\\\\x{feff}\\\\x{fffe}\\\\x{ffff}]|\\\\\\\\u202[89]" (toJson ${field(position, 'Values')})`;
  }
}

/**
 * Some map of the values has the key `<<`. A values file can hold it, in quotes; but Go writes it without, so that what
 * `toYaml` prints is read as a merge of what stands below it.
 */
export class HoldsMergeKey extends Condition {
  readonly boolean = true;

  test(scope: Scope): boolean {
    return goJson(scope.values).includes(mergeKey);
  }

  expression(position: Position): string {
    return `contains ${goString(mergeKey)} (toJson ${field(position, 'Values')})`;
  }
}

const mergeKey = '"\\u003c\\u003c":';
const escapedNoValue = '\\u003cno value\\u003e';
