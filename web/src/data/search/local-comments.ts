import { queryClient } from '../../api/query-client.ts';
import { folded } from '../../../../src/shared/folded.ts';
import { commentsQuery } from '../comments/queries.ts';
import { keys as commentKeys } from '../comments/keys.ts';
import type { KnownTask } from '../tasks/store.ts';
import { tasks } from '../tasks/tasks.ts';
import { fit, searchWords } from './local-search.ts';

export interface CommentMatch {
  readonly id: string;
  readonly task: KnownTask;
  /** The line of the comment that has the words. */
  readonly line: string;
}

/** The comments with all of the words, newest first, among those of tasks that were opened in this browser. */
export function findComments(query: string, organizationId: string, limit: number): readonly CommentMatch[] {
  const words = searchWords(query);
  if (words.length === 0) return [];
  const found: (CommentMatch & { readonly createdAt: string })[] = [];
  for (const [key] of queryClient.getQueriesData({ queryKey: commentKeys.all })) {
    const task = tasks.get(String(key[1]));
    if (task?.organizationId !== organizationId) continue;
    const pages = queryClient.getQueryData(commentsQuery(task.id).queryKey)?.pages ?? [];
    for (const { id, body, createdAt } of pages.flatMap(({ items }) => items)) {
      if (body === null || fit(folded(body), words) === null) continue;
      const lines = body.split('\n').filter((line) => line.trim() !== '');
      const line = lines.find((one) => folded(one).includes(words[0] ?? '')) ?? lines[0] ?? '';
      found.push({ id, task, line: line.trim().slice(0, maxLine), createdAt });
    }
  }
  return found.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).slice(0, limit);
}

const maxLine = 200;
