import { hashKey, type QueryKey } from '@tanstack/react-query';
import { queryClient } from '../../api/query-client.ts';
import type { Effect, EffectKind } from './entry.ts';

interface Item {
  readonly id: string;
}
/** A change of a list. */
export type ListChange =
  | { readonly put: Item }
  | { readonly patch: Item & Readonly<Record<string, unknown>> }
  | { readonly remove: string };

interface Value {
  readonly queryKey: QueryKey;
  readonly change: ListChange;
}
interface Pages {
  readonly pages: readonly { readonly items: readonly Item[] }[];
}

/** Adds an item to the list of a query, changes it or removes it. */
export function listEffect(queryKey: QueryKey, change: ListChange): Effect {
  return { kind: 'list', value: { queryKey, change } satisfies Value };
}

/** Changes the list of a query, also each time when it was read again. */
export const listKind: EffectKind = {
  show({ queryKey, change }: Value) {
    const hash = hashKey(queryKey);
    const apply = () => queryClient.setQueryData(queryKey, (data: unknown) => withChange(data, change));
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
  if ('remove' in change) return items.filter(({ id }) => id !== change.remove);
  if ('put' in change) return items.some(({ id }) => id === change.put.id) ? items : [...items, change.put];
  return items.map((item) => (item.id === change.patch.id ? { ...item, ...change.patch } : item));
}

function isPages(data: unknown): data is Pages {
  return typeof data === 'object' && data !== null && Array.isArray((data as Partial<Pages>).pages);
}
