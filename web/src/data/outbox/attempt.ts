import { readTarget, sendCommand } from '../../api/command.ts';
import { isProblem, type Problem } from '../../lib/problem.ts';
import { isSame } from '../../lib/is-same.ts';
import { afterOwnChanges, noteOwnReply, noteOwnVersion } from '../../lib/own-versions.ts';
import type { Entry, Refusal } from './entry.ts';
import { eachOf, noteOwnEach, type Result } from './each.ts';

type Values = Readonly<Record<string, unknown>>;
interface BulkReply {
  readonly items?: readonly Result[];
}

/** What became of a change that was sent. */
export type Outcome =
  | { readonly kind: 'done'; readonly reply: unknown }
  /** The server could not take it now. */
  | { readonly kind: 'later'; readonly seconds: number | null; readonly failure?: Problem }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const maxAttempts = 4;

/** Whether the server could not be reached: the request may or may not have arrived. */
export function isUnreachable(error: unknown): boolean {
  return isProblem(error, 'network') || isProblem(error, 'proxy-away');
}

/**
 * Sends a change that has waited. Where others have changed the same thing since, but other fields of it, the change is
 * made on top of theirs.
 */
export async function attempt(entry: Entry): Promise<Outcome> {
  const { id } = entry.command.params;
  let { body } = entry.command;
  const each = eachOf(body);
  let version = entry.version === null || id === undefined ? entry.version : afterOwnChanges(id, entry.version);
  for (let attempts = 1; ; attempts += 1) {
    try {
      const reply = (await sendCommand({ ...entry.command, body }, version)) ?? null;
      if (id !== undefined) noteOwn(id, version, reply);
      if (each) noteOwnEach(each, (reply as BulkReply | null)?.items ?? []);
      return { kind: 'done', reply };
    } catch (error) {
      if (isPassing(error)) return later(error);
      if (!isProblem(error)) throw error;
      if (isDoneAlready(entry, error)) return { kind: 'done', reply: null };
      if (error.status === 422 && entry.fallback !== undefined && body !== entry.fallback) {
        body = entry.fallback;
        continue;
      }
      if (error.code !== 'stale' || entry.before === null || attempts === maxAttempts) return refused(entry, error);
      const latest = await readLatest(entry);
      if (latest.kind !== 'read') return latest;
      const conflict = conflictIn(entry.before, entry.command.body as Values, latest.values);
      if (conflict) return refused(entry, error, { theirs: conflict, latestVersion: latest.version });
      version = latest.version;
    }
  }
}

/** Records our version, so that the next queued change is not taken for a conflict. */
function noteOwn(id: string, from: number | null, reply: unknown): void {
  const version = isRecord(reply) ? reply['version'] : undefined;
  if (typeof version !== 'number') return;
  if (from === null) noteOwnReply(id, version);
  else noteOwnVersion(id, from, version);
}

/** Worth another attempt: unreachable, busy, or the session has ended and the person may sign in again. */
function isPassing(error: unknown): boolean {
  if (isUnreachable(error)) return true;
  if (!isProblem(error)) return false;
  const { status, code } = error;
  return status === 401 || status === 429 || status >= 500 || code === 'request-in-progress';
}

/** With the server's own error, if it has one: unlike a network, it may fail at this change each time. */
function later(error: unknown): Outcome {
  if (!isProblem(error)) return { kind: 'later', seconds: null };
  const isFailure = error.status >= 500 && !isUnreachable(error);
  return { kind: 'later', seconds: error.retryAfterSeconds, ...(isFailure ? { failure: error } : {}) };
}

/** An earlier attempt, whose reply was lost long ago, has made the change. */
function isDoneAlready({ command }: Entry, { code, status }: Problem): boolean {
  return code === 'id-taken' || (command.method === 'delete' && status === 404);
}

function refused(entry: Entry, { code, message, status }: Problem, more: Partial<Refusal> = {}): Outcome {
  return { kind: 'refused', refusal: { ...entry, code, detail: message, status, ...more } };
}

type Latest = { readonly kind: 'read'; readonly values: Values; readonly version: number };

/** What the command changes, as the server has it now. */
async function readLatest(entry: Entry): Promise<Latest | Outcome> {
  try {
    const values = await readTarget(entry.command);
    return { kind: 'read', values, version: Number(values['version']) };
  } catch (error) {
    if (isProblem(error) && !isPassing(error)) return refused(entry, error);
    return { kind: 'later', seconds: null };
  }
}

/**
 * The values of the fields that both sides changed, to different ones; null if there are none. Objects, such as custom
 * fields, are compared by the parts that the change writes.
 */
function conflictIn(before: Values, mine: Values, latest: Values): Values | null {
  const theirs = Object.entries(mine).flatMap(([name, value]) => {
    const now = partOf(latest[name], value);
    return isSame(now, value) || isSame(now, before[name]) ? [] : [[name, now] as const];
  });
  return theirs.length === 0 ? null : Object.fromEntries(theirs);
}

function partOf(latest: unknown, mine: unknown): unknown {
  if (!isRecord(mine) || !isRecord(latest)) return latest;
  return Object.fromEntries(Object.keys(mine).map((name) => [name, latest[name] ?? null]));
}

function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
