import { createHash } from 'node:crypto';
import { contract as orders } from '@flotilla/orders/contract';
import { contract as products } from '@flotilla/products/contract';
import type { JsonSchema } from '@flotilla/runtime';
import { contract as users } from '@flotilla/users/contract';
import { contract } from '../contract';
import { publicDocument } from '../openapi/document';
import { html, prose } from './html';
import { operationsOf } from './operation';
import { docsPage } from './page';
import { sample, typeText } from './schema';

const document = publicDocument(contract, [users, products, orders]);
const page = docsPage(document);

describe('the document', () => {
  test('describes every public route once, with who may use it, and nothing internal', () => {
    const declared = [users, products, orders, contract].flatMap(({ declaration }) =>
      declaration.http.routes.map(({ method, path }) => `${method} ${path}`),
    );
    const described = operationsOf(document);
    expect(described.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(declared.sort());
    expect(new Set(described.map(({ id }) => id)).size).toBe(described.length);
    expect(JSON.stringify(document)).not.toContain('/internal/');
    expect(document.paths['/products']?.post).toMatchObject({ 'x-access': 'admin', 'x-limit': 'default' });
    expect(document.paths['/orders']?.post).toMatchObject({ 'x-access': 'user', 'x-limit': 'order' });
    expect(document.paths['/docs']?.get).toMatchObject({ responses: { 200: { content: { 'text/html': {} } } } });
  });

  test('refers to nothing that it does not hold', () => {
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/(\w+)"/g)];
    expect(names.length).toBeGreaterThan(20);
    for (const [, kind, name] of names) {
      expect(document.components[kind as 'schemas'][name as string]).toBeDefined();
    }
  });
});

describe('the page', () => {
  test('shows code in descriptions as code, and everything else as text', () => {
    expect(page.html).toContain('a stable <code>code</code>. Log in');
    expect(page.html).not.toContain('`');
    expect(prose('a `b` & <i> `c').markup).toBe('a <code>b</code> &amp; &lt;i&gt; `c');
  });

  test('shows every operation, and links to it', () => {
    for (const { id, path, summary } of operationsOf(document)) {
      expect(page.html).toContain(`<article id="${id}"`);
      expect(page.html).toContain(`href="#${id}"`);
      expect(page.html).toContain(path);
      expect(page.html).toContain(html`${summary}`.markup);
    }
  });

  test('uses its own style and script alone', () => {
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page.html) ?? [];
    const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(page.html) ?? [];
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(page.contentSecurityPolicy).toContain(`style-src ${hash(style)}; script-src ${hash(script)}`);
    expect(page.contentSecurityPolicy).toMatch(/^default-src 'none'/);
    expect(page.html).not.toMatch(/(src|href)="(https?:)?\/\/|style="|\son\w+="|<link|<img/);
    expect(() => new Function(script)).not.toThrow();
  });

  test('has as many ends as beginnings', () => {
    for (const tag of ['article', 'section', 'ul', 'li', 'dl', 'dd', 'dt', 'details', 'nav', 'main', 'p', 'pre']) {
      const begun = page.html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length;
      expect([tag, begun]).toEqual([tag, page.html.match(new RegExp(`</${tag}>`, 'g'))?.length]);
    }
  });
});

test('text is never markup', () => {
  expect(html`<p title="${'"><script>'}">${"<b>&'"}</p>${[html`<i>1</i>`, html`<i>2</i>`]}`.markup).toBe(
    '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;</p><i>1</i><i>2</i>',
  );
});

test.each<[JsonSchema, string]>([
  [{ type: 'string', format: 'uuid' }, 'uuid'],
  [{ type: 'string', minLength: 1, maxLength: 9 }, 'string, 1 to 9 characters'],
  [{ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, 'integer, at least 1'],
  [{ type: 'array', items: { $ref: '#/components/schemas/X' }, maxItems: 3 }, 'list of X, at most 3 items'],
  [{ enum: ['a', 'b'] }, '"a" | "b"'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
  [{}, 'any value'],
])('%j reads %p', (schema, text) => {
  expect(typeText(schema, { X: {} })).toBe(text);
});

test('a sample has what its schema asks for, and an end', () => {
  const loop: JsonSchema = {
    type: 'object',
    properties: { next: { type: 'array', items: { $ref: '#/components/schemas/Loop' } } },
  };
  expect(JSON.stringify(sample({ $ref: '#/components/schemas/Loop' }, { Loop: loop })).length).toBeLessThan(500);
  expect(sample(document.components.schemas.NewProduct as JsonSchema, document.components.schemas)).toMatchObject({
    price: { amount: 1, currency: 'EUR' },
    tags: [],
    stock: 0,
  });
});
