import type { Query, QueryKey } from '@tanstack/react-query';
import { queryClient } from '../api/query-client.ts';
import type { User } from '../api/types.ts';
import { keptBoards, restoreBoards } from '../data/boards/views.ts';
import type { KeptBoard } from '../data/boards/view.ts';
import { isSynced } from '../data/live/synced.ts';
import { meQuery } from '../data/session/session.ts';
import { isOptimistic } from '../data/tasks/create-task.ts';
import type { KnownTask } from '../data/tasks/store.ts';
import { tasks } from '../data/tasks/tasks.ts';
import { build } from '../lib/build.ts';
import { dayMs } from '../lib/day-ms.ts';
import { clearKept, type KeptRecord, type Owner } from '../lib/kept-data.ts';
import { ownKept, writeKept } from '../lib/write-kept-data.ts';
import { userConfirmed } from './confirmed-user.ts';

// The data of the daily work is kept in the browser: the next start shows it at once, without the server too.

/** The first parts of keys, from a text. */
const namesIn = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Queries that every page of tasks needs: the details of many tasks don't push them out. */
const neededNames: ReadonlySet<unknown> = new Set(
  namesIn(`me meta organizations teams team-members permissions members labels chart views statuses workflow fields
    templates`),
);

/** All queries that are kept. What is secret or belongs to administration is not. */
const keptNames: ReadonlySet<unknown> = new Set([
  ...neededNames,
  ...namesIn(`task-list my-work archive trash notifications task task-page subtasks roll-up dependencies backlinks checklist
    comments attachments log reminder projects project milestones project-updates project-guests project-tasks progress
    statistics timeline timeline-undated calendar
    calendar-undated`),
]);

const maxAgeMs = 30 * dayMs;
/** The newest of each kind are kept, up to this number. Queries that every page needs and others are counted apart. */
const maxOfKind = { query: 400, task: 2_000, board: 8 } as const;
type Kind = keyof typeof maxOfKind;

const pauseMs = 1_000;

interface KeptQuery {
  readonly queryKey: QueryKey;
  readonly data: unknown;
}

for (const name of keptNames) queryClient.setQueryDefaults([name], { gcTime: dayMs });

/** Shows what an earlier visit of this person has kept. Everything is read again once that is possible. */
export function restoreKept(userId: string, records: readonly KeptRecord[]): void {
  const needed = new Set(records.filter(isNeeded));
  const others = records.filter((one) => !needed.has(one));
  const queries = [...newest<KeptQuery>('query', [...needed]), ...newest<KeptQuery>('query', others)];
  if (!queries.some(({ value: { queryKey } }) => queryKey[0] === meQuery.queryKey[0])) return;
  const knownTasks = newest<KnownTask>('task', records);
  const boards = newest<KeptBoard>('board', records);
  isSynced.set(false);
  tasks.restore(knownTasks.map(({ value }) => value));
  restoreBoards(boards.map(({ value }) => value));
  for (const { value, at } of queries) queryClient.setQueryData(value.queryKey, value.data, { updatedAt: at });
  const restored = new Set<KeptRecord>([...queries, ...knownTasks, ...boards]);
  const remove = records.filter((one) => !restored.has(one));
  if (remove.length > 0) void writeKept({ userId, build }, { put: [], remove }).catch(() => undefined);
}

function isNeeded({ kind, value }: KeptRecord): boolean {
  return kind === 'query' && neededNames.has((value as KeptQuery).queryKey[0]);
}

function newest<Value>(kind: Kind, records: readonly KeptRecord[]) {
  return records
    .filter((one) => one.kind === kind && one.at > Date.now() - maxAgeMs)
    .toSorted((a, b) => b.at - a.at)
    .slice(0, maxOfKind[kind]) as readonly (KeptRecord & { readonly value: Value })[];
}

/** From now on keeps what this person reads. */
export function keepDataOf({ id: userId }: User): void {
  const owner: Owner = { userId, build };
  const queries = new Set<Query>();
  const removed = new Map<string, Pick<KeptRecord, 'kind' | 'key'>>();
  const changedTasks = new Map<string, KnownTask | undefined>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether nothing is kept any more: the storage is full, or the browser offers none. */
  let isOff = false;
  const turnOff = () => {
    isOff = true;
  };
  // Until then, what is read may be somebody else's.
  const owned = userConfirmed.then(() => ownKept(owner)).catch(turnOff);

  const soon = () => {
    timer ??= setTimeout(() => void write(), pauseMs);
  };
  const addQuery = (query: Query) => {
    if (!keptNames.has(query.queryKey[0]) || query.state.data === undefined) return;
    queries.add(query);
    soon();
  };

  async function write(): Promise<void> {
    clearTimeout(timer);
    await owned;
    timer = undefined;
    if (isOff) return;
    const change = { put: [...recordsOf()], remove: [...removed.values()] };
    for (const waiting of [queries, removed, changedTasks]) waiting.clear();
    try {
      await writeKept(owner, change);
    } catch {
      // The app works without it, and the space is better used by drafts.
      turnOff();
      await clearKept().catch(() => undefined);
    }
  }

  function* recordsOf(): Generator<KeptRecord> {
    const at = Date.now();
    for (const { queryHash: key, queryKey, state } of queries) {
      const value: KeptQuery = { queryKey, data: state.data };
      yield { kind: 'query', key, value, at: state.dataUpdatedAt };
    }
    for (const [id, task] of changedTasks) {
      if (task) yield { kind: 'task', key: id, value: task, at };
      else removed.set(id, { kind: 'task', key: id });
    }
    for (const board of keptBoards()) yield { kind: 'board', key: board.teamId, value: board, at };
  }

  const cache = queryClient.getQueryCache();
  for (const query of cache.getAll()) addQuery(query);
  cache.subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'success') addQuery(event.query);
    if (event.type !== 'removed') return;
    queries.delete(event.query);
    removed.set(event.query.queryHash, { kind: 'query', key: event.query.queryHash });
    soon();
  });
  tasks.onStored((id, task) => {
    if (task && isOptimistic(task)) return;
    changedTasks.set(id, task);
    soon();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && timer !== undefined) void write();
  });
}
