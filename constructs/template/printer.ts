import { allOf, anyOf, isImplied, not, partsOfAll } from './kinds/condition';
import {
  type Condition,
  Expression,
  isCollection,
  type Json,
  Structure,
  type Template,
  type TemplateObject,
} from './node';
import { plainYaml } from './plain-yaml';
import { escapeActions, type Position, top } from './position';
import { blockHeader, keyText, printableBlock, quotedScalar, scalarText } from './yaml-scalar';

/** Where a structure is printed: as the value of a key, as an item or entries of a collection, or as a document. */
export interface Place {
  /** Spaces before the line. */
  readonly indent: number;
  readonly position: Position;
  /** The key whose value the structure is. @default - none: item, entries or document */
  readonly key?: string;
  /** The structure is an item of a list. */
  readonly item?: boolean;
  /**
   * Nothing literal follows in the document. Helm trims white space at the end of a document, so what ends a document
   * must not be text whose trailing white space counts.
   */
  readonly last: boolean;
}

const spreadKey = '\u0000spread';

/** A key under which a structure's entries stand in a map; as many as needed, by number. */
export function spreadEntry(number: number): string {
  return `${spreadKey}${number}`;
}

export function isSpreadEntry(key: string): boolean {
  return key.startsWith(spreadKey);
}

/** Condition under which a template contributes anything; undefined: always. */
export function presenceOf(template: Template): Condition | undefined {
  if (template instanceof Structure) return template.presence();
  if (!isCollection(template)) return undefined;
  const members = Object.values(template);
  if (members.length === 0) return undefined;
  const conditions: Condition[] = [];
  for (const member of members) {
    const condition = presenceOf(member as Template);
    if (condition === undefined) return undefined;
    conditions.push(condition);
  }
  const oneIsTrue = conditions.some((condition) => isImplied(not(condition), conditions));
  return oneIsTrue ? undefined : anyOf(...conditions);
}

/**
 * Prints template documents as YAML with Go template actions. It owns quoting and indentation: nothing is ever
 * replaced in finished text.
 */
export class Printer {
  private lines: string[] = [];
  /** Conditions that are true wherever the next line is reached. */
  private assumed: readonly Condition[] = [];

  private constructor() {}

  /**
   * A document or a named block of a chart, ending in a line break.
   * @param condition under which the document is there
   */
  static print(template: Template, condition?: Condition): string {
    const printer = new Printer();
    printer.when(condition, { indent: 0, position: top, last: true }, () => {
      printer.node(template, { indent: 0, position: top, last: true });
    });
    return `${printer.lines.join('\n')}\n`;
  }

  /** Plain data as YAML that nobody takes for a template, ending in a line break. */
  static plain(data: Json): string {
    return plainYaml(data);
  }

  /** A key as YAML writes it. */
  static key(key: string): string {
    return keyText(key);
  }

  /** One line at the place's indentation. */
  line(place: Place, text: string): void {
    this.lines.push(' '.repeat(place.indent) + text);
  }

  /**
   * Prints content between `{{- if … }}` and `{{- end }}`, or plainly where there is no condition or it is true anyway.
   * @param otherwise prints what follows `{{- else }}`
   */
  when(condition: Condition | undefined, place: Place, content: () => void, otherwise?: () => void): void {
    const open = condition === undefined ? [] : partsOfAll(condition).filter((part) => !this.holds(part));
    if (open.length === 0) {
      content();
      return;
    }
    const asked = allOf(...open);
    this.line(place, `{{- if ${asked.expression(place.position)} }}`);
    this.assuming(open, content);
    if (otherwise !== undefined) {
      this.line(place, '{{- else }}');
      this.assuming([not(asked)], otherwise);
    }
    this.line(place, '{{- end }}');
  }

  /** True where a condition is known to be true, because what is being printed depends on it already. */
  holds(condition: Condition): boolean {
    return isImplied(condition, this.assumed);
  }

  private assuming(conditions: readonly Condition[], print: () => void): void {
    const before = this.assumed;
    this.assumed = [...before, ...conditions];
    print();
    this.assumed = before;
  }

  /** Prints any template at a place. */
  node(template: Template, place: Place): void {
    if (template instanceof Structure) {
      template.print(this, place);
    } else if (isCollection(template)) {
      this.collection(template, place);
    } else {
      this.scalar(template, place);
    }
  }

  private collection(template: Template[] | TemplateObject, place: Place): void {
    if (Object.keys(template).length === 0) {
      this.line(place, this.head(place) + (Array.isArray(template) ? '[]' : '{}'));
      return;
    }
    const only = Object.values(template).length === 1 ? (Object.values(template)[0] as Template) : undefined;
    if (place.key !== undefined && only instanceof Structure && only.spreads && only.printsKey) {
      only.print(this, place);
      return;
    }
    this.when(place.key === undefined && !place.item ? undefined : presenceOf(template), place, () => {
      if (place.item) {
        this.itemCollection(template, place);
        return;
      }
      if (place.key !== undefined) this.line(place, `${this.key(place.key)}:`);
      this.members(template, { ...place, key: undefined, indent: place.indent + (place.key === undefined ? 0 : 2) });
    });
  }

  /** The first entry of a map that is an item shares the line of the dash where it is there in any case. */
  private itemCollection(template: Template[] | TemplateObject, place: Place): void {
    const start = this.lines.length;
    this.members(template, { ...place, item: undefined, key: undefined, indent: place.indent + 2 });
    const first = this.lines[start] as string;
    if (first.trimStart().startsWith('{{-')) {
      this.lines.splice(start, 0, `${' '.repeat(place.indent)}-`);
    } else {
      this.lines[start] = `${' '.repeat(place.indent)}- ${first.slice(place.indent + 2)}`;
    }
  }

  private members(template: Template[] | TemplateObject, place: Place): void {
    const entries = Object.entries(template);
    entries.forEach(([key, value], index) => {
      const last = place.last && index === entries.length - 1;
      if (Array.isArray(template)) {
        this.node(value, { ...place, item: true, last });
      } else {
        this.node(value, { ...place, key: isSpreadEntry(key) ? undefined : key, last });
      }
    });
  }

  private scalar(template: null | boolean | number | string | Expression, place: Place): void {
    const head = this.head(place);
    if (template instanceof Expression) {
      this.expression(template, head, place);
    } else if (typeof template === 'string' && template.includes('\n') && fitsBlock(template, place)) {
      this.block(template, escapeActions(template), head, place);
    } else if (typeof template === 'string') {
      const braces = template.includes('{{');
      this.line(place, head + (braces ? `{{ ${quotedScalar(template)} | quote }}` : scalarText(template)));
    } else {
      this.line(place, head + String(template));
    }
  }

  private expression(template: Expression, head: string, place: Place): void {
    const literal = blockText(template);
    if (literal !== undefined && fitsBlock(literal, place)) {
      this.block(literal, template.inline(place.position), head, place);
      return;
    }
    const quote = template.type === 'string' ? ' | quote' : '';
    this.line(place, `${head}{{ ${template.pipeline(place.position)}${quote} }}`);
  }

  /** A literal block scalar. `shape` has the line breaks and white space of the text, `text` is what is printed. */
  private block(shape: string, text: string, head: string, place: Place): void {
    this.line(place, head + blockHeader(shape));
    const indent = ' '.repeat(place.indent + 2);
    for (const line of text.replace(/\n$/, '').split('\n')) this.lines.push(line === '' ? '' : indent + line);
  }

  private key(key: string): string {
    if (key.includes('{{')) {
      throw new Error(`key ${JSON.stringify(key)}: found "{{", expected a key without template braces`);
    }
    return Printer.key(key);
  }

  private head(place: Place): string {
    if (place.item) return '- ';
    return place.key === undefined ? '' : `${this.key(place.key)}: `;
  }
}

/** Helm trims the white space that ends a document, and an action that ends a named block. */
function fitsBlock(text: string, place: Place): boolean {
  return printableBlock(text) && !(place.last && text.endsWith('\n'));
}

/** The literal skeleton of a text that is best printed as a block: several lines, and nothing that could break them. */
function blockText(expression: Expression): string | undefined {
  const literals = [...expression.parts()].every((part) => part instanceof Expression && part.singleLine);
  if (expression.singleLine || !literals || !('fragments' in expression)) return undefined;
  const shape = (expression.fragments as readonly (string | Expression)[])
    .map((fragment) => (typeof fragment === 'string' ? fragment : 'x'))
    .join('');
  return shape;
}

/** The actions that print a value of `.Values` as YAML, indented for its place. */
export function toYaml(pipeline: string, indent: number): string {
  return `{{- toYaml ${pipeline} | nindent ${indent} }}`;
}
