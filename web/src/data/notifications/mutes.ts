import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { announce } from '../../ui/announcer.tsx';
import { showToast } from '../../ui/toasts.ts';
import { keyedQueue } from '../tasks/tasks.ts';
import { offerUndo } from '../tasks/undo-task-change.ts';
import { keys } from './keys.ts';

/** A task or project that can be muted. */
export interface Mutable {
  readonly kind: 'task' | 'project';
  readonly id: string;
  /** How messages name it: a task's key, a project's name. */
  readonly name: string;
}

/** What the signed-in person has muted, last muted first. */
export const mutesQuery = infiniteQueryOptions({
  queryKey: keys.mutes,
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) => {
    const query = { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) };
    return body(api.GET('/notifications/mutes', { params: { query }, signal }));
  },
  getNextPageParam: ({ nextCursor }) => nextCursor,
});

/** Whether the signed-in person has muted a task or project. */
export const mutedQuery = ({ kind, id }: Pick<Mutable, 'kind' | 'id'>) =>
  queryOptions({
    queryKey: keys.muted(kind, id),
    queryFn: async ({ signal }) => {
      const params = { path: { id } };
      const call =
        kind === 'task'
          ? api.GET('/tasks/{id}/mute', { params, signal })
          : api.GET('/projects/{id}/mute', { params, signal });
      return (await body(call)).isMuted;
    },
  });

/** The muted state of a task or project, and its change. */
export interface Mute {
  readonly isMuted: boolean;
  readonly toggle: () => void;
}

export function useMute(subject: Mutable): Mute {
  const { data: isMuted = false } = useQuery({ ...mutedQuery(subject), staleTime: Infinity });
  return { isMuted, toggle: () => setMuted(subject, !isMuted) };
}

/**
 * Mutes or unmutes. Shown at once, with an undo; rolled back if the server refuses it.
 * @param isUndo Whether this takes a change back, which is announced only.
 */
export async function setMuted(subject: Mutable, isMuted: boolean, isUndo = false): Promise<void> {
  const { queryKey } = mutedQuery(subject);
  const { kind, id, name } = subject;
  await queryClient.cancelQueries({ queryKey });
  const before = queryClient.getQueryData(queryKey);
  queryClient.setQueryData(queryKey, isMuted);
  try {
    await keyedQueue.run(`mute ${id}`, () => send(subject, isMuted));
    const text = i18next.t(isMuted ? `mute.${kind}Muted` : `mute.${kind}Unmuted`, { name });
    if (isUndo) announce(text);
    else
      offerUndo(
        text,
        () => setMuted(subject, !isMuted, true),
        () => setMuted(subject, isMuted),
      );
    await queryClient.invalidateQueries({ queryKey: keys.all });
  } catch (error) {
    queryClient.setQueryData(queryKey, before);
    const retry = { label: i18next.t('common.retry'), run: () => void setMuted(subject, isMuted, isUndo) };
    const text = i18next.t('mute.failed', { name });
    showToast({ tone: 'danger', text, detail: problemText(error), action: retry });
  }
}

async function send({ kind, id }: Mutable, isMuted: boolean): Promise<void> {
  const params = { params: { path: { id } } };
  if (kind === 'task')
    await body(isMuted ? api.PUT('/tasks/{id}/mute', params) : api.DELETE('/tasks/{id}/mute', params));
  else await body(isMuted ? api.PUT('/projects/{id}/mute', params) : api.DELETE('/projects/{id}/mute', params));
}
