import { createHash } from 'node:crypto';
import type { JsonSchema } from '@flotilla/runtime';
import type { PublicDocument } from '../openapi/document';
import { Html, html, prose } from './html';
import { type DocumentedOperation, operationArticle, operationsOf } from './operation';
import { propertyList } from './schema';
import { script } from './script';
import { style } from './style';

/** A page that needs nothing but itself. */
export interface DocsPage {
  readonly html: string;
  /** Lets a browser use the style and the script of this page, and nothing else at all. */
  readonly contentSecurityPolicy: string;
}

/** The document of the public interface, for people. */
export function docsPage(document: PublicDocument): DocsPage {
  const { info, tags, components } = document;
  const operations = operationsOf(document);
  const sections = tags.map(({ name, description }) => ({
    name,
    description,
    operations: operations.filter(({ tag }) => tag === name),
  }));
  const problem = components.schemas.Problem as JsonSchema;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title}: API</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<nav aria-label="Operations">
<input type="search" id="search" placeholder="Search" aria-label="Search operations">
${sections.map((section) => html`<section><h2>${section.name}</h2><ul>${section.operations.map(link)}</ul></section>`)}
<section><h2>All of them</h2><ul><li><a href="#problems">Problem details</a></li><li><a href="/openapi.json">openapi.json</a></li></ul></section>
</nav>
<main id="content">
<h1>${info.title}</h1>
<p>${prose(info.description)}</p>
${sections.map(
  (section) => html`<section><h2>${section.name}</h2><p>${prose(section.description)}</p>
${section.operations.map((operation) => operationArticle(operation, document))}</section>`,
)}
<section><article id="problems"><h2>Problem details</h2>
<p>Every answer that says no has this body. Rely on <code>code</code>, and name the <code>instance</code> when you ask for help.</p>
${propertyList(problem, components.schemas)}</article></section>
</main>
<script>${new Html(script)}</script>
</body>
</html>
`;
  return {
    html: page.markup,
    contentSecurityPolicy:
      `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  };
}

function link({ id, method, path, summary }: DocumentedOperation): Html {
  const text = `${method} ${path} ${summary}`.toLowerCase();
  return html`<li data-text="${text}"><a href="#${id}" title="${summary}"><span class="method ${method.toLowerCase()}">${method}</span> ${path}</a></li>`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
