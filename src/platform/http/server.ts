import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { createServer as createSecureServer, type ServerOptions as SecureOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { getRequestListener, type Http2Bindings, type HttpBindings, RequestError } from '@hono/node-server';
import type { FailureScopes } from '../failure-scopes.ts';
import type { Logger } from '../observability/logger.ts';
import { atMostEvery } from '../observability/seldom.ts';
import type { Api } from './http-context.ts';
import { type BodyLimits, watchBodies } from './body-watch.ts';
import { apiHeaders, requestIdOf } from './headers.ts';
import type { Interceptor } from './interceptor.ts';
import { type Problem, problem, problemBody, problemType } from './reply.ts';

export interface ConnectionLimits extends BodyLimits {
  /** Time limit for complete headers. */
  readonly headersTimeoutMs: number;
  /** A client that reads nothing of its reply for this long is disconnected. */
  readonly silenceMs: number;
  readonly keepAliveMs: number;
  /** How often slow clients are checked, in milliseconds. The other limits can be exceeded by this much. */
  readonly intervalMs: number;
  /** Connections above this number are closed at once; null means no limit. */
  readonly maxConnections: number | null;
}

const defaultLimits: ConnectionLimits = {
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 14_000,
  uploadWindowMs: 10_000,
  uploadBytesPerWindow: 10 * 1024,
  silenceMs: 60_000,
  keepAliveMs: 65_000,
  intervalMs: 1_000,
  maxConnections: null,
};

export interface ServerOptions {
  readonly fetch: Api['fetch'];
  readonly publicUrl: string;
  readonly log: Logger;
  readonly failures: FailureScopes;
  readonly limits?: Partial<ConnectionLimits>;
  /** They see each request before `fetch`; the first that handles it is the last. */
  readonly interceptors?: readonly Interceptor[];
  /** Set to serve HTTPS, only to callers with a certificate. Without one they reach the health checks. */
  readonly tls?: SecureOptions | null;
  /** Whether Node's global Request and Response are replaced. False in tests, which share the process. */
  readonly overridesGlobals?: boolean;
}

export interface HttpServer extends Server {
  /** From now on each reply closes its connection and says so, so that no client reuses a closed one. */
  closeAfterReplies(): void;
}

/**
 * Creates the HTTP server around the API. It disconnects slow clients, answers errors of Node's parser in the API's
 * format, and ends only the request whose exception was not caught.
 */
export function createHttpServer(options: ServerOptions): HttpServer {
  const { failures, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const headers = apiHeaders(options.publicUrl);
  const ownHost = new URL(options.publicUrl).host;
  let isDraining = false;
  const fetch = (request: Request, env: HttpBindings | Http2Bindings) => {
    const response = options.fetch(request, env);
    // Checked when the reply starts: the connection of a request that came before the drain must close as well.
    const mark = () => {
      if (isDraining && 'shouldKeepAlive' in env.outgoing) env.outgoing.shouldKeepAlive = false;
    };
    if (response instanceof Promise) void response.then(mark, mark);
    else mark();
    return response;
  };
  const listener = getRequestListener(fetch, {
    overrideGlobalObjects: options.overridesGlobals ?? true,
    errorHandler: (error) => refusalOf(error, headers),
  });
  const settings = {
    connectionsCheckingInterval: limits.intervalMs,
    headersTimeout: limits.headersTimeoutMs,
    // Bodies have their own limits: a large body may take long, as long as bytes arrive.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveMs,
    // The listener answers this as problem details.
    requireHostHeader: false,
  };
  const server = options.tls ? createSecureServer({ ...settings, ...options.tls }) : createServer(settings);
  server.timeout = limits.silenceMs;

  const interceptors: Interceptor[] = [
    (_incoming, outgoing) => {
      if (isDraining) outgoing.shouldKeepAlive = false;
      return false;
    },
    ...(options.tls ? [refuseWithoutCertificate(headers)] : []),
    ...(options.interceptors ?? []),
  ];

  // Weak, because a stream gives its reply back while its connection lives on.
  const replies = new WeakMap<Duplex, WeakRef<ServerResponse>>();
  const close = (socket: Duplex, refusal: Problem) => closeWith(socket, replies.get(socket)?.deref(), refusal, headers);
  const bodies = watchBodies(limits, limits.intervalMs, ({ socket }) => close(socket, tooSlow));
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    replies.set(incoming.socket, new WeakRef(outgoing));
    // HTTP/1.0 has no Host: health checks of proxies leave it out.
    if (incoming.httpVersion === '1.0') incoming.headers.host ??= ownHost;
    if (hasBody(incoming)) bodies.add(incoming);
    failures.run(failureOf(outgoing, log), () => {
      if (interceptors.some((intercept) => intercept(incoming, outgoing))) return;
      void listener(incoming, outgoing);
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    log.debug({ code: error.code }, 'a request could not be parsed');
    close(socket, clientErrors[error.code ?? ''] ?? malformed);
  });
  server.on('checkExpectation', ({ socket }: IncomingMessage) => close(socket, unknownExpectation));
  server.on('close', () => bodies.stop());
  if (limits.maxConnections !== null) limitConnections(server, limits.maxConnections, log);
  return Object.assign(server, {
    closeAfterReplies() {
      isDraining = true;
    },
  });
}

const malformed: Problem = {
  status: 400,
  code: 'malformed-request',
  detail: 'The HTTP request could not be parsed.',
};
const tooSlow: Problem = {
  status: 408,
  code: 'too-slow',
  detail: 'The request was not received in time. Try again over a better connection.',
};
const unknownExpectation: Problem = {
  status: 417,
  code: 'unknown-expectation',
  detail: 'Only the expectation 100-continue is supported.',
};
const noCertificate: Problem = {
  status: 403,
  code: 'no-certificate',
  detail: 'This is a process behind a gateway. Only processes of the same installation may call it.',
};
/** Problems by the error codes of Node and its parser. */
const clientErrors: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: tooSlow,
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers-too-large',
    detail: 'The request headers are larger than 16 KiB. Delete the cookies of this site or send smaller headers.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, code: 'too-large', detail: 'The chunk extensions are too large.' },
};

/** Refuses requests over connections whose certificate the authority did not sign. */
function refuseWithoutCertificate(headers: Readonly<Record<string, string>>): Interceptor {
  return (incoming, outgoing) => {
    const { socket, url = '/' } = incoming;
    if ((socket instanceof TLSSocket && socket.authorized) || /^\/health(?:\/|$|\?)/.test(url)) return false;
    const requestId = requestIdOf(null);
    const text = JSON.stringify(problemBody(noCertificate, { requestId, instance: url.split('?', 1)[0] ?? '/' }));
    outgoing
      .writeHead(noCertificate.status, { ...headers, 'content-type': problemType, connection: 'close' })
      .end(text);
    return true;
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

/** Answers on the raw connection, unless a reply has started on it, and closes it. */
function closeWith(
  socket: Duplex,
  reply: ServerResponse | undefined,
  refusal: Problem,
  headers: Readonly<Record<string, string>>,
): void {
  const isAnswering = reply?.headersSent && !reply.writableFinished;
  if (!socket.writable || isAnswering) {
    socket.destroy();
    return;
  }
  const requestId = requestIdOf(null);
  const text = JSON.stringify(problemBody(refusal, { requestId, instance: '/' }));
  const lines = Object.entries({
    ...headers,
    'x-request-id': requestId,
    'content-type': problemType,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${text}`, () =>
    socket.destroy(),
  );
}

/** The reply for what the listener refuses before the API: an invalid host or path. */
function refusalOf(error: unknown, headers: Readonly<Record<string, string>>): Response {
  if (!(error instanceof RequestError)) throw error;
  const requestId = requestIdOf(null);
  return problem(malformed, { requestId, instance: '/' }, { ...headers, 'x-request-id': requestId });
}

/** Ends a request after an uncaught exception: its connection is closed, since it is unknown what was already sent. */
function failureOf(outgoing: ServerResponse, log: Logger): (error: unknown) => boolean {
  return (error) => {
    if (outgoing.closed) return false;
    log.error({ err: error }, 'uncaught exception: ending its request');
    outgoing.destroy();
    return true;
  };
}

const dropLogMs = 60_000;

/** Keeps descriptors free for the database and for files. Idle connections are closed to make room for new ones. */
function limitConnections(server: Server, maxConnections: number, log: Logger): void {
  server.maxConnections = maxConnections;
  const logDrop = atMostEvery(dropLogMs, () =>
    log.warn(`connections are rejected: ${maxConnections} are open. Raise the limit of open files (ulimit -n)`),
  );
  server.on('drop', () => {
    server.closeIdleConnections();
    logDrop();
  });
}
