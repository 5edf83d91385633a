import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** A span as it was sent. */
export interface Span {
  /** `service.name` of the resource. */
  readonly service: string;
  readonly kind: SpanKind;
  readonly name: string;
  /** Unique among all spans. */
  readonly id: string;
  readonly parentId: string | undefined;
  /** Ids of spans that it is linked to. */
  readonly links: readonly string[];
  /** Those with a text as value. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Receives traces over OTLP/HTTP in JSON (opentelemetry.io/docs/specs/otlp), as the runtime sends them. */
export interface TraceCollector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: readonly Span[];
  stop(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

interface SpanData {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly Attribute[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SpanData[] }[];
  }[];
}

/** By the numbers of the protocol. */
const kinds: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];

export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    spans.push(...spansIn((await json(request)) as ExportRequest));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    stop: () => close(server),
  };
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function spansIn({ resourceSpans }: ExportRequest): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = textsOf(resource.attributes)['service.name'] ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => spanOf(service, span)));
  });
}

function spanOf(
  service: string,
  { traceId, spanId, parentSpanId, name, kind, attributes, links = [] }: SpanData,
): Span {
  return {
    service,
    kind: kinds[kind] ?? 'internal',
    name,
    id: `${traceId} ${spanId}`,
    parentId: parentSpanId ? `${traceId} ${parentSpanId}` : undefined,
    links: links.map((link) => `${link.traceId} ${link.spanId}`),
    attributes: textsOf(attributes),
  };
}

function textsOf(attributes: readonly Attribute[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? '']));
}
