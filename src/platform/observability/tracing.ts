import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Span, SpanKind } from '@opentelemetry/api';

type AttributeValue = string | number | boolean;

export interface SpanDefinition {
  readonly name: string;
  /** Default: `internal`, work inside this process. */
  readonly kind?: 'internal' | 'server' | 'client' | 'consumer';
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** The `traceparent` (W3C Trace Context) of the caller or of the event. Default: the span that is running. */
  readonly parent?: string | null | undefined;
  /** Further traces to which this work belongs. */
  readonly links?: readonly string[];
}

/** Adds attributes that are known only at the end. */
export type SetAttribute = (name: string, value: AttributeValue) => void;

/**
 * Traces of what happens, as OpenTelemetry describes them. Where tracing is off, the parts of the app have no object of
 * this type, and their code runs without it.
 */
export interface Tracing {
  /** Runs `work` in a span, as a child of the span that is running. An error marks the span as failed. */
  inSpan<Result>(span: SpanDefinition, work: (set: SetAttribute) => Promise<Result>): Promise<Result>;
  /** The `traceparent` of the running span. */
  current(): string | undefined;
  /** The ids of the running span, for log lines. */
  ids(): { readonly traceId?: string; readonly spanId?: string };
  /** Sends what is left. */
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** The address of a collector for OTLP over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  /** Headers that the collector asks for, as `name=value` separated by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** The part of traces that are kept, from 0 to 1. */
  readonly ratio: number;
  readonly version: string;
}

/** Loads OpenTelemetry and starts to send traces. A collector that is away costs nothing but its traces. */
export async function openTracing({ endpoint, headers, ratio, version }: TracingOptions): Promise<Tracing> {
  const [api, core, sdk, { resourceFromAttributes }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces`, headers: { ...headers } });
  const byRatio = new sdk.TraceIdRatioBasedSampler(ratio);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'taskuno', 'service.version': version }),
    // A caller from outside must not decide how much is stored: its sampling flag is ignored.
    sampler: new sdk.ParentBasedSampler({
      root: byRatio,
      remoteParentSampled: byRatio,
      remoteParentNotSampled: byRatio,
    }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('taskuno', version);
  const running = new AsyncLocalStorage<Span>();
  const kinds: Readonly<Record<NonNullable<SpanDefinition['kind']>, SpanKind>> = {
    internal: api.SpanKind.INTERNAL,
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
    consumer: api.SpanKind.CONSUMER,
  };

  function contextOf(parent: SpanDefinition['parent']): Context {
    const remote = typeof parent === 'string' ? core.parseTraceParent(parent) : null;
    if (remote) return api.trace.setSpanContext(api.ROOT_CONTEXT, { ...remote, isRemote: true });
    const span = parent === undefined ? running.getStore() : undefined;
    return span ? api.trace.setSpan(api.ROOT_CONTEXT, span) : api.ROOT_CONTEXT;
  }

  return {
    async inSpan({ name, kind = 'internal', attributes = {}, parent, links = [] }, work) {
      const linked = links.flatMap((link) => core.parseTraceParent(link) ?? []).map((context) => ({ context }));
      const span = tracer.startSpan(
        name,
        { kind: kinds[kind], attributes: { ...attributes }, links: linked },
        contextOf(parent),
      );
      try {
        return await running.run(span, () => work((key, value) => span.setAttribute(key, value)));
      } catch (error) {
        span.setStatus({ code: api.SpanStatusCode.ERROR, message: error instanceof Error ? error.message : '' });
        throw error;
      } finally {
        span.end();
      }
    },
    current() {
      const context = running.getStore()?.spanContext();
      if (!context) return undefined;
      return `00-${context.traceId}-${context.spanId}-0${context.traceFlags & 1}`;
    },
    ids() {
      const context = running.getStore()?.spanContext();
      return context ? { traceId: context.traceId, spanId: context.spanId } : {};
    },
    stop: () => provider.shutdown(),
  };
}
