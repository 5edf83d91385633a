/** Where in a Go template an expression is printed. */
export interface Position {
  /**
   * The context that holds Values, Release and Chart: `.` at the top of a template, `$` inside a `range` or `with`,
   * where `.` means something else.
   */
  readonly root: '.' | '$';
}

export const top: Position = { root: '.' };
export const nested: Position = { root: '$' };

/** A field path from the root context: `.Values.image.tag`, or `$.Values.image.tag`. */
export function field(position: Position, ...keys: readonly string[]): string {
  return `${position.root === '.' ? '' : '$'}.${keys.join('.')}`;
}

/** A pipeline as an argument of a function: in parentheses unless it is one word. */
export function argument(pipeline: string): string {
  return /^[^\s|()]+$/.test(pipeline) || /^"[^"\\]*"$/.test(pipeline) ? pipeline : `(${pipeline})`;
}

/** A string literal of the Go template language. */
export function goString(text: string): string {
  return JSON.stringify(text);
}

/** Literal text of a template, with opening braces turned into an action that prints them. */
export function escapeActions(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
