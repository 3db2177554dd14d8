import { sendCommand } from '../../api/command.ts';
import { basePath } from '../../lib/base-path.ts';
import { batchByName } from '../../lib/batch-by-name.ts';
import { deferred } from '../../lib/deferred.ts';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { newId } from '../../lib/new-id.ts';
import { createOutboxStore } from '../../lib/outbox-store.ts';
import { alsoUnsaved } from '../../lib/unsaved-text.ts';
import { createSignal, type Signal } from '../../lib/signal.ts';
import { attempt, isUnreachable } from './attempt.ts';
import { hideEffects, showEffects, shownIds, useEffectKinds } from './effects.ts';
import { noteFailure, noteProgress, stuckChange } from './stuck.ts';
import type { Change, Effect, EffectKind, Entry, Refusal } from './entry.ts';
import { withoutTask, withOwnVersions } from './each.ts';

// Changes that could not be sent wait here, also across reloads, and are sent in their order.

/** A change that was sent, or one that waits. */
export type Delivery<Reply, Sent = Reply> =
  | { readonly isKept: false; readonly reply: Sent }
  | {
      readonly isKept: true;
      /** Takes it back; false if it was sent already. */
      readonly drop: () => Promise<boolean>;
      /** Once it was sent; null if it was not made. */
      readonly made: Promise<Made<Reply> | null>;
    };

/** A change that has waited, and was made. */
export interface Made<Reply> {
  /** Null if the server has sent none, or an earlier attempt, whose reply was lost, has made the change. */
  readonly reply: Reply | null;
}

interface Owner {
  readonly userId: string;
  /** Whether this person is still the one whose session the browser has. */
  readonly isCurrent: () => boolean;
}

/** What one page tells the others of the same browser. */
type News = { readonly kind: 'changed' } | { readonly kind: 'done'; readonly entry: Entry; readonly reply: unknown };

/** A change without a reply for this long is stored, so that it survives the end of the page. */
const storedAfterMs = 500;
const readPauseMs = 50;
const shortestPauseMs = 1_000;
const longestPauseMs = 15_000;
const name = `taskuno-outbox${basePath}`;

const entries = createOutboxStore<Entry>();
const refusals = createOutboxStore<Refusal>();
const waiting = createSignal<readonly Entry[]>([]);
const refused = createSignal<readonly Refusal[]>([]);
const onlyHere = createSignal(false);
/** Changes that wait to be sent, in their order. */
export const waitingChanges: Signal<readonly Entry[]> = waiting;
/** Changes that the server has refused, until the person drops them. */
export const refusedChanges: Signal<readonly Refusal[]> = refused;
/** Whether some of them are only in this page, because the browser can't store them. */
export const isOnlyInPage: Signal<boolean> = onlyHere;

const inFlight = new Set<string>();
const outcomes = new Map<string, (made: Made<unknown> | null) => void>();
const queue = createKeyedQueue();
let owner: Owner | undefined;
let channel: BroadcastChannel | undefined;
let whenRefused: (refusal: Refusal) => void = () => {};
let timer: ReturnType<typeof setTimeout> | undefined;
let pauseMs = shortestPauseMs;
let isSending = false;

interface OutboxOptions extends Owner {
  readonly kinds: Readonly<Record<string, EffectKind>>;
  /** Tells the person. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** From now on, changes of this person wait where they can't be sent; those of earlier visits are shown. */
export async function openOutbox({ userId, isCurrent, kinds, onRefused }: OutboxOptions): Promise<void> {
  if (owner?.userId === userId) return;
  owner = { userId, isCurrent };
  whenRefused = onRefused;
  useEffectKinds(kinds);
  if (globalThis.BroadcastChannel) {
    channel = new BroadcastChannel(name);
    channel.addEventListener('message', ({ data }: MessageEvent<News>) => hear(data));
  }
  globalThis.addEventListener?.('online', sendWaiting);
  alsoUnsaved(onlyHere.get);
  await readAll();
  sendWaiting();
}

function hear(news: News): void {
  if (news.kind === 'changed') readSoon();
  else if (news.entry.userId === owner?.userId) settle(news.entry, news.reply);
}

async function readAll(): Promise<void> {
  if (!owner) return;
  const { userId } = owner;
  const [all, problems] = await Promise.all([entries.all('waiting', userId), refusals.all('refused', userId)]);
  const ids = new Set(all.map(({ command: { id } }) => id));
  for (const entry of waiting.get()) if (!ids.has(entry.command.id)) hideEffects(entry, undefined, true);
  setWaiting(all);
  refused.set(problems);
  for (const entry of all) if (!shownIds().includes(entry.command.id)) showEffects(entry);
}

/** Another page has changed what waits. */
const readAgain = batchByName<true>(readPauseMs, async () => {
  await readAll();
  // The other page may be closed before it has sent everything.
  if (waiting.get().length > 0) soon();
});
const readSoon = () => readAgain('all', true);

function setWaiting(next: readonly Entry[]): void {
  waiting.set(next);
  onlyHere.set(next.some((entry) => entries.isInMemory(entry)));
}

/**
 * Sends a change. If the server can't be reached, or earlier changes wait, it waits behind them.
 * @param send How it is sent, if not as it is.
 * @throws Problem if the server refuses it.
 */
export function deliver<Reply>(change: Change<Reply>): Promise<Delivery<Reply>>;
export function deliver<Reply, Sent>(change: Change<Reply>, send: () => Promise<Sent>): Promise<Delivery<Reply, Sent>>;
export async function deliver<Reply>(
  change: Change<Reply>,
  send: () => Promise<unknown> = () => sendCommand(change.command, change.version ?? null),
): Promise<Delivery<Reply, unknown>> {
  if (!owner) return { isKept: false, reply: await send() };
  const {
    command: { id },
    isStoredFirst = false,
  } = change;
  const isBehind = waiting.get().some(({ command }) => isStoredFirst || !inFlight.has(command.id));
  if (isBehind || globalThis.navigator?.onLine === false) return keep(change);
  let early: Promise<Entry> | undefined;
  const store = () => {
    early = add(entryOf(change));
  };
  inFlight.add(id);
  const storeEarly = setTimeout(store, storedAfterMs);
  if (isStoredFirst) store();
  try {
    const reply = await send();
    inFlight.delete(id);
    if (early) await forget(await early, true);
    return { isKept: false, reply };
  } catch (error) {
    inFlight.delete(id);
    if (isUnreachable(error)) return keep(change, early);
    if (early) await forget(await early);
    throw error;
  } finally {
    clearTimeout(storeEarly);
    if (early && waiting.get().length > 0) soon();
  }
}

async function keep<Reply>(change: Change<Reply>, stored?: Promise<Entry>): Promise<Delivery<Reply>> {
  const { promise, resolve } = deferred<Made<Reply> | null>();
  outcomes.set(change.command.id, (made) => resolve(made as Made<Reply> | null));
  const entry = await (stored ?? add(entryOf(change)));
  soon();
  return { isKept: true, drop: () => dropChange(entry), made: promise };
}

type NewEntry = Omit<Entry, 'seq'>;

function entryOf({ version, before, isStoredFirst: _isStoredFirst, ...change }: Change): NewEntry {
  if (!owner) throw new Error('the outbox is not open');
  return { ...change, version: version ?? null, before: before ?? null, userId: owner.userId };
}

async function add(entryToAdd: NewEntry): Promise<Entry> {
  const entry = await entries.add('waiting', entryToAdd);
  showEffects(entry);
  setWaiting([...waiting.get().filter(({ seq }) => seq !== entry.seq), entry]);
  tell({ kind: 'changed' });
  return entry;
}

/** Takes a change back that waits; false if it was sent already. Those that it held up are sent then. */
export async function dropChange(entry: Entry): Promise<boolean> {
  const wasStuck = stuckChange.get()?.commandId === entry.command.id;
  const isDropped = await locked(async () => {
    if (inFlight.has(entry.command.id) || !(await entries.has('waiting', entry))) return false;
    const id = createdBy(entry);
    if (id !== null) for (const other of waiting.get()) await takeOutOf(other, id);
    await forget(entry);
    return true;
  });
  if (wasStuck) sendWaiting();
  return isDropped;
}

/** Takes from a change what can't be made without this thing: all of it, or its part of a change of many. */
async function takeOutOf(entry: Entry, id: string): Promise<void> {
  if (isAbout(entry, id)) return forget(entry);
  const rest = withoutTask(entry, id);
  if (rest === entry) return;
  if (rest === null) return forget(entry);
  hideEffects(entry);
  showEffects(rest);
  await replace(rest);
  tell({ kind: 'changed' });
}

async function replace(entry: Entry): Promise<void> {
  await entries.replace('waiting', entry);
  setWaiting(waiting.get().map((other) => (other.seq === entry.seq ? entry : other)));
}

/** The id of what a change creates, if it does. */
function createdBy({ command: { body } }: Entry): string | null {
  const { id } = (body ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? id : null;
}

/** Whether a change can't be made without this thing. */
function isAbout({ command: { params, body } }: Entry, id: string): boolean {
  const { parentId, replyToId } = (body ?? {}) as Readonly<Record<string, unknown>>;
  return [...Object.values(params), parentId, replyToId].includes(id);
}

/** Sends a refused change once more, with other values if the person has decided so. */
export async function sendAgain(
  refusal: Refusal,
  { body = refusal.command.body, effects = refusal.effects }: { body?: unknown; effects?: readonly Effect[] } = {},
): Promise<void> {
  const { code: _code, detail: _detail, status: _status, theirs, latestVersion, seq: _seq, ...entry } = refusal;
  const isConflict = theirs !== undefined && latestVersion !== undefined;
  // Whoever sends a stale change again has read that others have changed the same thing.
  const overOthers = refusal.code === 'stale' ? { version: null } : {};
  const base = isConflict ? { version: latestVersion, before: { ...entry.before, ...theirs } } : overOthers;
  await add({ ...entry, ...base, effects, command: { ...entry.command, id: newId(), body } });
  await dropRefusal(refusal);
  sendWaiting();
}

/** Forgets a refused change. */
export async function dropRefusal(refusal: Refusal): Promise<void> {
  await refusals.remove('refused', refusal);
  refused.set(refused.get().filter(({ seq }) => seq !== refusal.seq));
  tell({ kind: 'changed' });
}

/** Forgets everything of this person: they sign out. */
export async function clearOutbox(): Promise<void> {
  for (const entry of waiting.get()) await forget(entry);
  for (const refusal of refused.get()) await dropRefusal(refusal);
}

/** Sends what waits, one after another, in one page of the browser at a time. */
export function sendWaiting(): void {
  if (isSending || waiting.get().length === 0) return;
  isSending = true;
  stopTimer();
  void sendAll().finally(() => {
    isSending = false;
    // Also after an error of the browser's database.
    if (waiting.get().length > 0) soon();
  });
}

async function sendAll(): Promise<void> {
  while (owner?.isCurrent()) {
    const goesOn = await locked(sendFirst);
    if (!goesOn) return;
  }
}

/** @returns whether the next one may be sent. */
async function sendFirst(): Promise<boolean> {
  if (!owner) return false;
  const first = await entries.first('waiting', owner.userId);
  // A change that is being sent for the first time comes back here if that fails.
  if (!first || inFlight.has(first.command.id)) return false;
  const entry = withOwnVersions(first);
  if (entry !== first) await replace(entry);
  const outcome = await attempt(entry);
  if (outcome.kind === 'later') {
    if (outcome.failure) noteFailure(entry, outcome.failure);
    later(outcome.seconds);
    return false;
  }
  pauseMs = shortestPauseMs;
  if (outcome.kind === 'done') await finish(entry, outcome.reply);
  else await refuse(entry, outcome.refusal);
  return true;
}

async function finish(entry: Entry, reply: unknown): Promise<void> {
  await entries.remove('waiting', entry);
  settle(entry, reply);
  tell({ kind: 'done', entry, reply });
}

/** The change was made, by this page or another one. */
function settle(entry: Entry, reply: unknown): void {
  hideEffects(entry, reply);
  outcomes.get(entry.command.id)?.({ reply: reply ?? null });
  takeOut(entry);
}

async function refuse(entry: Entry, refusal: Refusal): Promise<void> {
  const kept = await refusals.add('refused', refusal);
  refused.set([...refused.get(), kept]);
  await forget(entry);
  whenRefused(kept);
}

/** The change waits no longer. @param isMade Whether it was made, and not only dropped. */
async function forget(entry: Entry, isMade = false): Promise<void> {
  await entries.remove('waiting', entry);
  hideEffects(entry, undefined, isMade);
  outcomes.get(entry.command.id)?.(null);
  takeOut(entry);
  tell({ kind: 'changed' });
}

function takeOut(entry: Entry): void {
  const { id } = entry.command;
  noteProgress(entry);
  outcomes.delete(id);
  setWaiting(waiting.get().filter(({ command }) => command.id !== id));
}

function tell(news: News): void {
  // Channels are for pages of the same origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel?.postMessage(news);
}

/** Tries again after a pause, unless that is planned. */
function soon(): void {
  if (timer === undefined && !isSending) later(null);
}

function later(seconds: number | null): void {
  stopTimer();
  timer = setTimeout(
    () => {
      timer = undefined;
      sendWaiting();
    },
    seconds === null ? pauseMs : seconds * 1_000,
  );
  pauseMs = Math.min(2 * pauseMs, longestPauseMs);
}

function stopTimer(): void {
  clearTimeout(timer);
  timer = undefined;
}

/** One page at a time sends or takes back; where the browser has no locks, idempotency keys are enough. */
function locked<Result>(work: () => Promise<Result>): Promise<Result> {
  const { locks } = (globalThis.navigator ?? {}) as Partial<Navigator>;
  return queue.run(name, () => (locks ? (locks.request(name, work) as Promise<Result>) : work()));
}
