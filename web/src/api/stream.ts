import { api, body } from './client.ts';
import { deferred } from '../lib/deferred.ts';
import { eventNames } from './event-names.ts';
import { basePath } from '../lib/base-path.ts';
import { noteAvailablePart } from './missing-parts.ts';
import type { TaskPresence } from './types.ts';
import { createSignal, type Signal } from '../lib/signal.ts';

/** What happened to which subject, without the content: a reader loads only what it shows. */
export interface Change {
  readonly event: string;
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly organizationId: string | null;
  readonly actorId: string | null;
  readonly at: string;
  readonly teamId?: string;
  readonly taskId?: string;
  readonly projectId?: string;
  /** Where a task was before. */
  readonly previousTeamId?: string;
  readonly previousProjectId?: string;
}

export type StreamState = 'connecting' | 'open' | 'down';

export interface ChangeStream {
  readonly state: Signal<StreamState>;
  /** Settles with the first connection, or after a timeout, so that people do not wait for it. */
  readonly ready: Promise<void>;
  close(): void;
}

interface Listener {
  onChange(change: Change): void;
  onPresence(presence: TaskPresence): void;
  /** The connection is open, for the first time or again. */
  onOpen(): void;
  /** Changes may have been missed: load again. */
  onReset(): void;
}

interface StreamOptions {
  /** Whether the page shows data of an earlier visit, which has to be read again. */
  readonly isLate: boolean;
  /** When a page with such data has shown it: what is read again before would only delay it. */
  readonly shown: Promise<void>;
  /** The newest event when the page's data was read: the stream begins after it, so that no change is missed. */
  readonly since: string | null;
}

const firstConnectionTimeoutMs = 1_500;
const downAfterMs = 3_000;
const hiddenForMs = 60_000;
const longestPauseMs = 15_000;
/** A stream greets as soon as it is open. Where nothing arrives, a proxy collects the reply until it is complete. */
const bufferedAfterMs = 4_000;

/**
 * One event stream (WHATWG HTML, 9.2) for the page. The browser reconnects after a broken connection; after a refusal
 * or a long time in the background, the stream is reopened from the last event seen.
 */
export function openStream(listener: Listener, { isLate, shown, since }: StreamOptions): ChangeStream {
  const { onChange, onPresence, onOpen, onReset } = listener;
  const state = createSignal<StreamState>('connecting');
  const { promise: ready, resolve: settle } = deferred<void>();
  let source: EventSource | undefined;
  let lastEventId = since;
  let wasReady = false;
  let wasImpatient = isLate;
  let isPoll = false;
  let isGreeted = false;
  let bufferTimer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = 1_000;
  let hiddenSince: ReturnType<typeof setTimeout> | undefined;
  let downTimer: ReturnType<typeof setTimeout> | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let impatience: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    const query = new URLSearchParams({ transport: isPoll ? 'poll' : 'stream' });
    if (lastEventId !== null) query.set('lastEventId', lastEventId);
    isGreeted = false;
    source = new EventSource(`${basePath}/api/v1/events?${query}`);
    watchForBuffering();
    source.addEventListener('ready', greet);
    source.addEventListener('reset', (event) => {
      greet(event);
      onReset();
    });
    source.addEventListener('error', waitForReturn);
    source.addEventListener('presence', ({ data }) => onPresence(JSON.parse(String(data)) as TaskPresence));
    for (const name of eventNames) source.addEventListener(name, onEvent);
  }

  function watchForBuffering(): void {
    clearTimeout(bufferTimer);
    if (isPoll) return;
    bufferTimer = setTimeout(() => {
      isPoll = true;
      reconnect();
    }, bufferedAfterMs);
  }

  function greet({ lastEventId: id }: MessageEvent): void {
    clearTimeout(bufferTimer);
    isGreeted = true;
    lastEventId = id;
    pauseMs = 1_000;
    clearTimeout(downTimer);
    downTimer = undefined;
    noteAvailablePart('notifications');
    state.set('open');
    // A page that did not wait may have loaded before the stream began.
    if (!wasReady && wasImpatient) onReset();
    else onOpen();
    wasReady = true;
    clearTimeout(impatience);
    settle();
  }

  function onEvent(event: MessageEvent): void {
    lastEventId = event.lastEventId;
    onChange({ ...(JSON.parse(String(event.data)) as Omit<Change, 'event'>), event: event.type });
  }

  function waitForReturn(): void {
    // A poll that was answered has ended, and the browser starts the next one.
    const isNextPoll = isPoll && isGreeted && source?.readyState === EventSource.CONNECTING;
    isGreeted = false;
    if (isNextPoll) return;
    if (source?.readyState === EventSource.CONNECTING) watchForBuffering();
    else clearTimeout(bufferTimer);
    state.set(state.get() === 'down' ? 'down' : 'connecting');
    downTimer ??= setTimeout(() => state.set('down'), downAfterMs);
    if (source?.readyState !== EventSource.CLOSED) return;
    askForReason();
    clearTimeout(retryTimer);
    retryTimer = setTimeout(reconnect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }

  /** The network may be another one by now, on which a stream works. */
  function reconnectElsewhere(): void {
    isPoll = false;
    reconnect();
  }

  function reconnect(): void {
    source?.close();
    clearTimeout(retryTimer);
    connect();
  }

  /** Browsers limit connections per server: a page in the background closes its own. */
  function rest(): void {
    clearTimeout(hiddenSince);
    if (document.visibilityState === 'hidden') hiddenSince = setTimeout(pause, hiddenForMs);
    else if (source?.readyState === EventSource.CLOSED) reconnectElsewhere();
  }

  function pause(): void {
    source?.close();
    clearTimeout(bufferTimer);
  }

  function connectFirst(): void {
    if (wasReady) return;
    impatience = setTimeout(() => {
      wasImpatient = since === null;
      settle();
      // Without a stream, too, the page shows what the server has.
      if (isLate) onReset();
    }, firstConnectionTimeoutMs);
    if (!source) connect();
  }

  if (isLate || since !== null) settle();
  document.addEventListener('visibilitychange', rest);
  window.addEventListener('online', reconnectElsewhere);
  if (isLate) void shown.then(connectFirst);
  else connectFirst();

  return {
    state,
    ready,
    close() {
      source?.close();
      for (const timer of [bufferTimer, hiddenSince, downTimer, retryTimer, impatience]) clearTimeout(timer);
      document.removeEventListener('visibilitychange', rest);
      window.removeEventListener('online', reconnectElsewhere);
    },
  };
}

/**
 * Browsers do not expose why a stream was refused. This request goes to the same part of the server: it reports the end
 * of the session, or that the part is unavailable.
 */
function askForReason(): void {
  body(api.GET('/notifications/count')).catch(() => undefined);
}
