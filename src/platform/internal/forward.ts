import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { partAway } from '../errors.ts';
import { apiHeaders, corsHeaders, requestIdOf } from '../http/headers.ts';
import { publicAddress, withoutBase } from '../http/own-address.ts';
import { problemResponse } from '../http/reply.ts';
import type { Logger } from '../observability/logger.ts';
import { createForwardedStreams, type ForwardedStreams } from './forwarded-streams.ts';
import type { Part } from './part.ts';
import type { RouteTable } from './route-table.ts';
import { internalHeaders } from './wire.ts';

export interface ForwarderOptions {
  readonly routes: RouteTable;
  readonly parts: ReadonlyMap<string, Part>;
  readonly publicUrl: string;
  readonly corsOrigins: readonly string[];
  readonly log: Logger;
}

export interface Forwarder {
  /** Forwards a request if a module in another process serves its path, and says whether it does. */
  forward(incoming: IncomingMessage, outgoing: ServerResponse): boolean;
  readonly streams: ForwardedStreams;
}

/** A process that accepted a request has this long to begin its reply; after an upload it may still be storing it. */
const replyTimeoutMs = 60_000;
const uploadReplyTimeoutMs = 600_000;

/**
 * Forwards the public routes of modules in other processes, streaming in both directions. The other process sees the
 * request as it came, with a request id and the address of its connection.
 */
export function createForwarder(options: ForwarderOptions): Forwarder {
  const { routes, parts, publicUrl, log } = options;
  const { path: base } = publicAddress(publicUrl);
  const baseHeaders = apiHeaders(publicUrl);
  const streams = createForwardedStreams();

  function partFor({ url = '/', method }: IncomingMessage): Part | undefined {
    if (method === 'OPTIONS') return undefined;
    const end = url.indexOf('?');
    const path = withoutBase(end === -1 ? url : url.slice(0, end), base);
    const module = path.startsWith('/api/') ? routes.moduleOf(path) : null;
    return module === null ? undefined : parts.get(module);
  }

  /** Answers in the format of the API. What the client still sends is not read. */
  function refuse(part: Part, incoming: IncomingMessage, outgoing: ServerResponse, requestId: string): void {
    const origin = incoming.headers.origin ?? null;
    const headers = { ...baseHeaders, 'x-request-id': requestId, ...corsHeaders(origin, options.corsOrigins) };
    const instance = withoutBase((incoming.url ?? '/').split('?', 1)[0] ?? '/', base);
    const response = problemResponse(partAway(part.name), { requestId, instance }, headers);
    if (!incoming.complete) outgoing.shouldKeepAlive = false;
    void response.text().then((text) => {
      if (!outgoing.closed) outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(text);
    });
  }

  function dispatch(
    part: Part,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    body: Buffer | Readable | null,
    mayRepeat: boolean,
  ): void {
    const requestId = requestIdOf(textOf(incoming.headers['x-request-id']));
    const isUpload = /^multipart\//i.test(incoming.headers['content-type'] ?? '');
    // While the other process stores an upload, the caller's connection is silent: no timeout.
    if (isUpload) incoming.socket.setTimeout(0);
    let controller: Dispatcher.DispatchController | undefined;
    const abort = () => controller?.abort(new Error('the client left'));
    outgoing.once('close', abort);
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        if (outgoing.closed) abort();
      },
      onResponseStart(started, status, headers) {
        if (outgoing.closed) return started.abort(new Error('the client left'));
        outgoing.writeHead(status, replyHeaders(started.rawHeaders));
        outgoing.on('drain', () => started.resume());
        if (textOf(headers['content-type'])?.startsWith('text/event-stream')) streams.add(incoming, outgoing);
      },
      onResponseData(started, chunk) {
        if (!outgoing.write(chunk)) started.pause();
      },
      onResponseEnd() {
        outgoing.end();
      },
      onResponseError(_started, error) {
        outgoing.off('close', abort);
        if (outgoing.closed) return;
        if (outgoing.headersSent) {
          outgoing.destroy();
          return;
        }
        if (mayRepeat) return dispatch(part, incoming, outgoing, body, false);
        log.warn({ part: part.name, requestId, err: error }, 'a forwarded request got no answer');
        refuse(part, incoming, outgoing, requestId);
      },
    };
    part.requests.dispatch(
      {
        path: incoming.url ?? '/',
        method: incoming.method ?? 'GET',
        headers: requestHeaders(incoming, part, requestId),
        body,
        headersTimeout: isUpload ? uploadReplyTimeoutMs : replyTimeoutMs,
        bodyTimeout: 0,
      },
      handler,
    );
  }

  return {
    streams,
    forward(incoming, outgoing) {
      const part = partFor(incoming);
      if (!part) return false;
      if (!hasBody(incoming)) {
        // A connection may break just as it is used again; only a read may then be sent a second time.
        dispatch(part, incoming, outgoing, null, incoming.method === 'GET' || incoming.method === 'HEAD');
      } else if (Number(incoming.headers['content-length']) <= maxBufferedBytes) {
        readAll(incoming, (body) => dispatch(part, incoming, outgoing, body, false));
      } else {
        // A failed dispatch destroys the stream that it was given, and the request must still be answered.
        dispatch(part, incoming, outgoing, Readable.from(incoming.iterator({ destroyOnReturn: false })), false);
      }
      return true;
    },
  };
}

/** A body of up to this size is sent in one piece. */
const maxBufferedBytes = 128 * 1024;

/** Reads a body of known size. If the client leaves before its end, nothing happens. */
function readAll(incoming: IncomingMessage, then: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => then(Buffer.concat(chunks)));
}

/** Headers about one connection (RFC 9110, 7.6.1), which a proxy does not forward. */
const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function requestHeaders(incoming: IncomingMessage, part: Part, requestId: string): string[] {
  const headers: string[] = [];
  const { rawHeaders } = incoming;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = [rawHeaders[i], rawHeaders[i + 1]];
    const lower = name.toLowerCase();
    if (connectionHeaders.has(lower) || lower === 'x-request-id' || lower.startsWith(internalHeaders.prefix)) continue;
    headers.push(name, value);
  }
  headers.push('x-request-id', requestId, internalHeaders.key, part.keys[0] ?? '');
  headers.push(internalHeaders.peer, incoming.socket.remoteAddress ?? '');
  return headers;
}

function replyHeaders(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return [];
  const headers: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]);
    if (!connectionHeaders.has(name.toLowerCase()))
      headers.push(name, Buffer.from(raw[i + 1] ?? '').toString('latin1'));
  }
  return headers;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

function textOf(header: string | string[] | undefined): string | null {
  return typeof header === 'string' ? header : null;
}
