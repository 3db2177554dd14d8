import { hashKey, type QueryKey } from '@tanstack/react-query';
import { queryClient } from '../../api/query-client.ts';
import type { Effect, EffectKind } from './entry.ts';

/** An item with an id of its own, or one that is about a task. */
type Item = { readonly id: string } | { readonly task: { readonly id: string } | null };
/** A change of a list. */
export type ListChange =
  | { readonly put: Item }
  | { readonly patch: { readonly id: string } & Readonly<Record<string, unknown>> }
  | { readonly remove: string };

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

/** Changes the data of a query, also each time when it was read again. */
function queryKind<Change>(changed: (data: unknown, change: Change) => unknown): EffectKind {
  return {
    show({ queryKey, change }: Value<Change>) {
      const hash = hashKey(queryKey);
      const apply = () => queryClient.setQueryData(queryKey, (data: unknown) => changed(data, change));
      apply();
      const stop = queryClient.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.query.queryHash !== hash) return;
        if (event.action.type === 'success' && !event.action.manual) apply();
      });
      return () => {
        stop();
        void queryClient.invalidateQueries({ queryKey });
      };
    },
  };
}

export const listKind: EffectKind = queryKind(withChange);
export const valueKind: EffectKind = queryKind((_data, value: unknown) => value);

/** The list of a query, or its pages, after a change. */
export function withChange(data: unknown, change: ListChange): unknown {
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
  const id = idOf(change.put);
  return items.some((item) => idOf(item) === id) ? items : [...items, change.put];
}

const idOf = (item: Item) => ('id' in item ? item.id : item.task?.id);

function isPages(data: unknown): data is Pages {
  return typeof data === 'object' && data !== null && Array.isArray((data as Partial<Pages>).pages);
}
