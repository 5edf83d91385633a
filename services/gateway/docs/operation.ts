import type { JsonSchema } from '@flotilla/runtime';
import type { PublicDocument } from '../openapi/document';
import { type Html, html, prose } from './html';
import { contentOf, note, propertyList, sample, typeText } from './schema';

/** An operation as the document describes it. */
export interface DocumentedOperation {
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly details: JsonSchema;
}

/** All operations, in the order of the document. */
export function operationsOf({ paths }: PublicDocument): DocumentedOperation[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, details]) => ({
      method: method.toUpperCase(),
      path,
      id: String(details.operationId),
      tag: String((details.tags as readonly string[])[0]),
      summary: String(details.summary ?? ''),
      details,
    })),
  );
}

type Media = Readonly<Record<string, { readonly schema: JsonSchema }>>;

/** Everything about one operation. */
export function operationArticle(operation: DocumentedOperation, { components: { schemas } }: PublicDocument): Html {
  const { method, path, id, summary, details } = operation;
  const parameters = details.parameters as readonly (JsonSchema & { readonly schema: JsonSchema })[];
  const body = (details.requestBody as { readonly content: Media } | undefined)?.content['application/json']?.schema;
  const responses = Object.entries(details.responses as Readonly<Record<string, JsonSchema>>);
  return html`<article id="${id}" data-text="${`${method} ${path} ${summary}`.toLowerCase()}">
<h3><a href="#${id}"><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></a></h3>
<p>${prose(summary)}</p>
<p class="facts"><span>${accessText(String(details['x-access']))}</span> <span>${limitText(String(details['x-limit']))}</span></p>
${
  parameters.length === 0
    ? html``
    : html`<h4>Parameters</h4><ul class="properties">${parameters.map(
        ({ name, in: place, required, schema }) =>
          html`<li><code>${String(name)}</code> <span class="type">in ${String(place)}</span>${
            required === true ? html`` : html` <em>optional</em>`
          } <span class="type">${typeText(schema, schemas)}</span>${note(schema)}</li>`,
      )}</ul>`
}
${
  body === undefined
    ? html``
    : html`<h4>Body <span class="type">${typeText(body, schemas)}</span></h4>
${propertyList(body, schemas)}${example(sample(body, schemas))}`
}
<h4>Answers</h4><dl>${responses.map(([status, response]) => answer(status, response, operation, schemas))}</dl>
</article>
`;
}

function answer(
  status: string,
  response: JsonSchema,
  { details }: DocumentedOperation,
  schemas: Readonly<Record<string, JsonSchema>>,
): Html {
  if (status === 'default') {
    return html`<dt>4xx, 5xx</dt><dd><a href="#problems">Problem details</a></dd>`;
  }
  const [[mediaType, content] = []] = Object.entries((response.content ?? {}) as Media);
  const type = content === undefined ? 'no body' : `${typeText(contentOf(content), schemas)}, ${mediaType}`;
  const shown = content === undefined || mediaType === 'text/html' ? html`` : propertyList(contentOf(content), schemas);
  return html`<dt>${status} ${String(response.description)}</dt><dd><span class="type">${type}</span>${
    shown.markup === ''
      ? shown
      : html`<details><summary>Fields</summary>${shown}${
          details.tags === undefined || mediaType !== 'application/json'
            ? html``
            : example(sample((content as { schema: JsonSchema }).schema, schemas))
        }</details>`
  }</dd>`;
}

function example(value: unknown): Html {
  return html`<pre tabindex="0"><code>${JSON.stringify(value, undefined, 2)}</code></pre>`;
}

function accessText(access: string): string {
  return access === 'public' ? 'for everybody' : access === 'user' ? 'with an access token' : `with the role ${access}`;
}

function limitText(limit: string): string {
  return limit === 'default' ? 'general rate limit' : `rate limit “${limit}”`;
}
