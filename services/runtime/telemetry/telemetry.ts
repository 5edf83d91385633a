import { type Context, context, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Logger } from 'pino';
import type { Component } from '../lifecycle/component';
import type { TraceExport } from './trace-export';

export interface TelemetryOptions {
  /** Name of the service. */
  readonly service: string;
  /** OTLP/HTTP endpoint, e.g. `http://otel-collector:4318`; empty: nothing is recorded and no exporter is loaded. */
  readonly endpoint: string;
  /** Share of new traces that are recorded, 0 to 100. A trace that a caller began follows the caller's decision. */
  readonly samplePercent: number;
  readonly logger: Logger;
}

/**
 * Traces. A service that records none still hands on the trace context of its caller, so that a trace does not end
 * at it. The first component to start and the last to stop.
 */
export class Telemetry implements Component {
  readonly name = 'telemetry';
  readonly #options: TelemetryOptions;
  #export: TraceExport | undefined;

  constructor(options: TelemetryOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    // One each per process; a second service in the same process finds them there.
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    if (this.#options.endpoint !== '') {
      // Loaded only here: the SDK costs memory and time at start.
      const { startTraceExport } = require('./trace-export') as typeof import('./trace-export');
      this.#export = startTraceExport(this.#options);
    }
  }

  /** Sends what was recorded, as far as the collector takes it within a few seconds. */
  async stop(): Promise<void> {
    await this.#export?.stop();
  }
}

/** The trace context that a caller sent. @param headers in lower case, as `node:http` gives them */
export function contextFrom(headers: Readonly<Record<string, string | string[] | undefined>>): Context {
  return propagation.extract(context.active(), headers);
}
