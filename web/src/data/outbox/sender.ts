import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { attempt } from './attempt.ts';
import { broadcast, outboxName } from './channel.ts';
import { withOwnVersions } from './each.ts';
import type { Entry, Refusal } from './entry.ts';
import { currentOwner, entries, inFlight, refusals, refusedChanges, setRefused, waitingChanges } from './outbox.ts';
import { noteFailure } from './stuck.ts';
import { forgetEntry, replaceEntry, settleEntry } from './waiting-entries.ts';

const shortestPauseMs = 1_000;
const longestPauseMs = 15_000;

const queue = createKeyedQueue();
let timer: ReturnType<typeof setTimeout> | undefined;
let pauseMs = shortestPauseMs;
let isSending = false;

/** Sends what waits, one after another, in one page of the browser at a time. */
export function sendWaiting(): void {
  if (isSending || waitingChanges.get().length === 0) return;
  isSending = true;
  stopTimer();
  void sendAll().then(
    () => (isSending = false),
    // An error of the browser's database may pass.
    () => {
      isSending = false;
      sendSoon();
    },
  );
}

/** Sends what waits after a pause, unless that is planned. */
export function sendSoon(): void {
  if (timer === undefined && !isSending) sendLater(null);
}

/** One page at a time sends or takes back; where the browser has no locks, idempotency keys are enough. */
export function locked<Result>(work: () => Promise<Result>): Promise<Result> {
  const { locks } = (globalThis.navigator ?? {}) as Partial<Navigator>;
  return queue.run(outboxName, () => (locks ? (locks.request(outboxName, work) as Promise<Result>) : work()));
}

async function sendAll(): Promise<void> {
  while (currentOwner()?.isCurrent()) {
    const goesOn = await locked(sendFirst);
    if (!goesOn) return;
  }
}

/** @returns whether the next one may be sent. */
async function sendFirst(): Promise<boolean> {
  const owner = currentOwner();
  if (!owner) return false;
  const first = await entries.first('waiting', owner.userId);
  // A change that is being sent for the first time comes back here if that fails.
  if (!first || inFlight.has(first.command.id)) return false;
  const entry = withOwnVersions(first);
  if (entry !== first) await replaceEntry(entry);
  const outcome = await attempt(entry);
  if (outcome.kind === 'later') {
    if (outcome.failure) noteFailure(entry, outcome.failure);
    sendLater(outcome.seconds);
    return false;
  }
  pauseMs = shortestPauseMs;
  if (outcome.kind === 'done') await finish(entry, outcome.reply);
  else await refuse(entry, outcome.refusal);
  return true;
}

async function finish(entry: Entry, reply: unknown): Promise<void> {
  await entries.remove('waiting', entry);
  settleEntry(entry, reply);
  broadcast({ kind: 'done', entry, reply });
}

async function refuse(entry: Entry, refusal: Refusal): Promise<void> {
  const stored = await refusals.add('refused', refusal);
  setRefused([...refusedChanges.get(), stored]);
  await forgetEntry(entry);
  currentOwner()?.onRefused(stored);
}

function sendLater(seconds: number | null): void {
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
