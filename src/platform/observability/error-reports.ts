import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Sends logged errors to Sentry, or to a service that speaks its envelope protocol. */
export interface ErrorReports {
  /** Takes a line of the log, as JSON: what the log redacts is redacted here. */
  write(line: string): void;
  /** Waits for reports that are being sent, at most two seconds. */
  stop(): Promise<void>;
}

export interface ErrorReportsOptions {
  /** `https://key@host/project`, as Sentry shows it. */
  readonly dsn: string;
  readonly version: string;
  /** Reports above this number in a minute are dropped: an outage must not cause thousands of requests. */
  readonly maxPerMinute?: number;
}

const defaultMaxPerMinute = 30;
const minuteMs = 60_000;
const sendTimeoutMs = 5_000;
const stopTimeoutMs = 2_000;
const defaultPauseMs = 60_000;

/** Opens the reports. A service that is away costs nothing but its reports. */
export function openErrorReports({
  dsn,
  version,
  maxPerMinute = defaultMaxPerMinute,
}: ErrorReportsOptions): ErrorReports {
  const { url, key } = endpointOf(dsn);
  const headers = {
    'content-type': 'application/x-sentry-envelope',
    'x-sentry-auth': `Sentry sentry_version=7, sentry_client=taskuno/${version}, sentry_key=${key}`,
  };
  const open = new Set<Promise<void>>();
  let minuteStart = Number.NEGATIVE_INFINITY;
  let sentInMinute = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  async function send(event: SentryEvent): Promise<void> {
    const signal = AbortSignal.timeout(sendTimeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body: envelopeOf(event), signal });
    await response.body?.cancel();
    if (response.status !== 429) return;
    const seconds = Number(response.headers.get('retry-after'));
    pausedUntil = performance.now() + (seconds > 0 ? seconds * 1_000 : defaultPauseMs);
  }

  return {
    write(line) {
      const now = performance.now();
      if (now - minuteStart > minuteMs) [minuteStart, sentInMinute] = [now, 0];
      if (now < pausedUntil || sentInMinute >= maxPerMinute) return;
      sentInMinute += 1;
      // It must not be logged: that would be the next report.
      const sending: Promise<void> = send(eventOf(JSON.parse(line) as LogLine, version))
        .catch(() => undefined)
        .finally(() => open.delete(sending));
      open.add(sending);
    },
    async stop() {
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, stopTimeoutMs).unref());
      await Promise.race([Promise.all(open), timeout]);
    },
  };
}

/** Sentry, "DSN": protocol, key, host, path and project. */
function endpointOf(dsn: string): { readonly url: string; readonly key: string } {
  const { origin, pathname, username } = new URL(dsn);
  const [, path = '', project = ''] = /^(.*)\/(\d+)$/.exec(pathname) ?? [];
  return { url: `${origin}${path}/api/${project}/envelope/`, key: username };
}

interface LogLine {
  readonly level: number;
  readonly time?: string;
  readonly msg?: string;
  readonly module?: string;
  readonly requestId?: string;
  readonly userId?: string | null;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly err?: { readonly type?: string; readonly message?: string; readonly stack?: string };
}

type SentryEvent = { readonly event_id: string } & Readonly<Record<string, unknown>>;

const fatalLevel = 60;

/** Sentry, "Event payloads". */
function eventOf(line: LogLine, version: string): SentryEvent {
  const { level, time, msg, module, requestId, userId, traceId, spanId, err, ...extra } = line;
  return {
    event_id: randomUUID().replaceAll('-', ''),
    timestamp: time ?? new Date().toISOString(),
    platform: 'node',
    level: level >= fatalLevel ? 'fatal' : 'error',
    release: `taskuno@${version}`,
    server_name: hostname(),
    message: msg,
    ...(module === undefined ? {} : { logger: module }),
    ...(requestId === undefined ? {} : { tags: { requestId } }),
    ...(userId ? { user: { id: userId } } : {}),
    ...(traceId === undefined ? {} : { contexts: { trace: { trace_id: traceId, span_id: spanId } } }),
    ...(err === undefined ? {} : { exception: { values: [exceptionOf(err)] } }),
    extra,
  };
}

function exceptionOf({ type, message, stack }: NonNullable<LogLine['err']>): object {
  const lines = [...(stack ?? '').matchAll(/^ {4}at (?:(?:async )?(.+?) \()?(.+?):(\d+):(\d+)\)?$/gm)];
  // The newest call is last.
  const frames = lines.toReversed().map(([, name, file = '', line, column]) => ({
    function: name ?? '?',
    filename: file.replace(/^file:\/\//, ''),
    lineno: Number(line),
    colno: Number(column),
    in_app: !file.includes('node_modules') && !file.startsWith('node:'),
  }));
  return { type: type ?? 'Error', value: message ?? '', stacktrace: { frames } };
}

/** Sentry, "Envelopes": a header, then each item with its own, a line each. */
function envelopeOf(event: SentryEvent): string {
  const payload = JSON.stringify(event);
  const header = { event_id: event.event_id, sent_at: new Date().toISOString() };
  const itemHeader = { type: 'event', length: Buffer.byteLength(payload) };
  return `${JSON.stringify(header)}\n${JSON.stringify(itemHeader)}\n${payload}\n`;
}
