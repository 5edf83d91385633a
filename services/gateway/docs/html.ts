/** Markup that is safe to put into a page. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = Html | string | number | undefined | readonly Html[];

/** Markup with values in it: text is escaped, markup is kept, and nothing is left out. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(literals.reduce((markup, literal, index) => markup + markupOf(parts[index - 1]) + literal));
}

/** A text with code in backticks, as descriptions in OpenAPI may have it (CommonMark); everything else is text. */
export function prose(text: string): Html {
  // Code stands at odd places; a backtick that is never closed is text.
  const pieces = text.split(/`([^`]+)`/);
  return html`${pieces.map((piece, index) => (index % 2 === 0 ? html`${piece}` : html`<code>${piece}</code>`))}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function markupOf(part: Part): string {
  if (part instanceof Html) {
    return part.markup;
  }
  if (Array.isArray(part)) {
    return (part as readonly Html[]).map(({ markup }) => markup).join('');
  }
  return String(part ?? '').replace(/[&<>"']/g, (character) => entities[character] as string);
}
