/** Markup that is safe to put into a page. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = Html | string | number | undefined | readonly Html[];

/** Markup with values in it: text is escaped, markup is kept, and nothing is left out. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(literals.reduce((markup, literal, index) => markup + markupOf(parts[index - 1]) + literal));
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
