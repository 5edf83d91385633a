import { createHash } from 'node:crypto';
import { goJson } from '../go-json';
import { Expression, type Template } from '../node';
import { goString, type Position } from '../position';
import type { Scope } from '../scope';
import type { NamedBlock } from './named';

/** The first characters of the SHA-256 of a named block: a name that changes with its content, the same in both printers. */
export class Hash extends Expression {
  readonly type = 'string';
  readonly singleLine = true;

  constructor(
    readonly block: NamedBlock,
    /** Hexadecimal digits. */
    readonly length = 10,
  ) {
    super();
  }

  evaluate(scope: Scope): string {
    return createHash('sha256')
      .update(goJson(this.block.evaluate(scope)))
      .digest('hex')
      .slice(0, this.length);
  }

  pipeline(position: Position): string {
    // Through YAML and back, so that white space and key order do not count.
    return `include ${goString(this.block.name)} ${position.root} | fromYaml | toJson | sha256sum | trunc ${this.length}`;
  }

  override parts(): Iterable<Template> {
    return [this.block];
  }
}
