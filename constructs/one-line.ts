/**
 * A text in one line, for comments and cells of tables. What ends a line for some reader of YAML, or is refused by it
 * (control characters, separators, halves of a character), becomes a space, as other white space does.
 */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cs}\ufeff\ufffe\uffff]+/gu, ' ').trim();
}

/** A text as a cell of a table in Markdown. */
export function tableCell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}
