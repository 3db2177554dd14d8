import { hashKey, type QueryKey } from '@tanstack/react-query';
import { queryClient } from '../../api/query-client.ts';
import type { Effect, EffectKind } from './entry.ts';

/** An item with an id of its own, or one that is about a task. */
type Item = { readonly id: string } | { readonly task: { readonly id: string } | null };
/** A change of a list. */
export type ListChange =
  | { readonly put: Item }
  | { readonly patch: { readonly id: string } & Readonly<Record<string, unknown>> }
  | { readonly reaction: Reaction }
  | { readonly remove: string };

/** One person's reaction to an item, added or removed. */
export interface Reaction {
  readonly id: string;
  readonly emoji: string;
  readonly userId: string;
  readonly isAdded: boolean;
}
interface Reactions {
  readonly emoji: string;
  readonly userIds: readonly string[];
}

interface Value<Change> {
  readonly queryKey: QueryKey;
  readonly change: Change;
}
interface Pages {
  readonly pages: readonly { readonly items: readonly Item[] }[];
}

/** Adds an item to the list of a query, changes it or removes it. */
export function listEffect(queryKey: QueryKey, change: ListChange): Effect {
  return { kind: 'list', value: { queryKey, change } satisfies Value<ListChange> };
}

/** Replaces the data of a query. */
export function valueEffect(queryKey: QueryKey, value: unknown): Effect {
  return { kind: 'value', value: { queryKey, change: value } satisfies Value<unknown> };
}

type Changed = (data: unknown) => unknown;
/** A query whose data is shown with changes. */
interface Shown {
  /** The data without them. */
  base: unknown;
  changes: readonly Changed[];
  /** Whether the data is being changed by `apply`, and not by what the server has returned. */
  isApplying: boolean;
  readonly stop: () => void;
}

const shownByHash = new Map<string, Shown>();

function shownOf(queryKey: QueryKey): Shown {
  const hash = hashKey(queryKey);
  const known = shownByHash.get(hash);
  if (known) return known;
  const stop = queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.query.queryHash !== hash) return;
    if (event.action.type !== 'success' || shown.isApplying) return;
    shown.base = event.query.state.data;
    apply(queryKey, shown);
  });
  const shown: Shown = { base: queryClient.getQueryData(queryKey), changes: [], isApplying: false, stop };
  shownByHash.set(hash, shown);
  return shown;
}

function apply(queryKey: QueryKey, shown: Shown): void {
  const { base, changes } = shown;
  shown.isApplying = true;
  // What was never read can't be put back.
  queryClient.setQueryData(queryKey, (data: unknown) =>
    changes.reduce((next, changed) => changed(next), base === undefined ? data : base),
  );
  shown.isApplying = false;
}

/**
 * Shows a change in the data of a query, also each time when it was read again. A change that is not made gives way to
 * the former data with the other changes: without the server it can't be read.
 */
function showChange(queryKey: QueryKey, changed: Changed): (isMade: boolean) => void {
  const shown = shownOf(queryKey);
  // The same change may be shown twice, while it is sent and while it waits: each ends alone.
  const own: Changed = (data) => changed(data);
  shown.changes = [...shown.changes, own];
  apply(queryKey, shown);
  return (isMade) => {
    shown.changes = shown.changes.filter((other) => other !== own);
    if (isMade) shown.base = own(shown.base);
    apply(queryKey, shown);
    if (shown.changes.length > 0) return;
    shown.stop();
    shownByHash.delete(hashKey(queryKey));
  };
}

function queryKind<Change>(changed: (data: unknown, change: Change) => unknown) {
  return {
    /** For a change that is being sent: the query is not read again when it ends. */
    showAtOnce: ({ queryKey, change }: Value<Change>) => showChange(queryKey, (data) => changed(data, change)),
    show({ queryKey, change }: Value<Change>) {
      const stop = showChange(queryKey, (data) => changed(data, change));
      return (isMade: boolean) => {
        stop(isMade);
        void queryClient.invalidateQueries({ queryKey });
      };
    },
  };
}

const list = queryKind(withChange);
const value = queryKind((_data, next: unknown) => next);
export const listKind: EffectKind = list;
export const valueKind: EffectKind = value;

/** Shows the effect of a change that is being sent; returns a function that stops, told whether the change was made. */
export function showQueryEffect(effect: Effect): (isMade: boolean) => void {
  if (effect.kind === 'value') return value.showAtOnce(effect.value as Value<unknown>);
  return list.showAtOnce(effect.value as Value<ListChange>);
}

/** The list of a query, or its pages, after a change. */
function withChange(data: unknown, change: ListChange): unknown {
  if (Array.isArray(data)) return changedItems(data, change);
  if (!isPages(data)) return data;
  const last = data.pages.length - 1;
  const pages = data.pages.map((page, index) => {
    // A new item is the last one.
    const isMeant = !('put' in change) || index === last;
    return isMeant ? { ...page, items: changedItems(page.items, change) } : page;
  });
  return { ...data, pages };
}

/** The items after a change. */
export function changedItems(items: readonly Item[], change: ListChange): readonly Item[] {
  if ('remove' in change) return items.filter((item) => idOf(item) !== change.remove);
  if ('patch' in change)
    return items.map((item) => (idOf(item) === change.patch.id ? { ...item, ...change.patch } : item));
  if ('reaction' in change) {
    const { id, ...one } = change.reaction;
    return items.map((item) => (idOf(item) === id ? { ...item, reactions: withReaction(item, one) } : item));
  }
  const id = idOf(change.put);
  return items.some((item) => idOf(item) === id) ? items : [...items, change.put];
}

function withReaction(item: Item, { emoji, userId, isAdded }: Omit<Reaction, 'id'>): readonly Reactions[] {
  const { reactions = [] } = item as { readonly reactions?: readonly Reactions[] };
  const others = reactions.map((one) =>
    one.emoji === emoji ? { ...one, userIds: one.userIds.filter((other) => other !== userId) } : one,
  );
  if (!isAdded) return others.filter(({ userIds }) => userIds.length > 0);
  if (!others.some((one) => one.emoji === emoji)) return [...others, { emoji, userIds: [userId] }];
  return others.map((one) => (one.emoji === emoji ? { ...one, userIds: [...one.userIds, userId] } : one));
}

const idOf = (item: Item) => ('id' in item ? item.id : item.task?.id);

function isPages(data: unknown): data is Pages {
  return typeof data === 'object' && data !== null && Array.isArray((data as Partial<Pages>).pages);
}
