import type { InfiniteData } from '@tanstack/react-query';
import type { Backlink } from '../../api/types.ts';
import type { OnChange } from '../live/live.ts';

export const keys = {
  all: ['backlinks'] as const,
  of: (taskId: string) => ['backlinks', taskId] as const,
};

interface Page {
  readonly items: readonly Backlink[];
}

/** The texts of a deleted task are hidden with it. */
export const onChange: OnChange = ({ event, kind, id }, live) => {
  if (kind === 'backlink') live.readAgain(keys.of(id));
  if (event !== 'task.deleted') return;
  for (const [key, data] of live.queryClient.getQueriesData<InfiniteData<Page>>({ queryKey: keys.all })) {
    if (data?.pages.some(({ items }) => items.some(({ task }) => task.id === id))) live.readAgain(key);
  }
};
