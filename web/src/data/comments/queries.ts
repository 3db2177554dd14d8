import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import i18next from 'i18next';
import { api, body, ifVersion } from '../../api/client.ts';
import { command, type Command } from '../../api/command.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Comment } from '../../api/types.ts';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { newId } from '../../lib/new-id.ts';
import { isProblem } from '../../lib/problem.ts';
import { type ListChange, listEffect, showQueryEffect } from '../outbox/list-effect.ts';
import { deliver } from '../outbox/deliver.ts';
import { meQuery } from '../session/session.ts';
import { keys } from './keys.ts';

/** Comments of a task, oldest first. */
export const commentsQuery = (taskId: string) =>
  infiniteQueryOptions({
    queryKey: keys.of(taskId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id: taskId }, query: { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } };
      return body(api.GET('/tasks/{id}/comments', { params, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** What a reply answers: a comment, and the one that starts its thread. */
export interface Answered {
  readonly id: string;
  readonly threadId: string;
}

interface NewComment {
  /** Chosen for it: however often it is sent, it is one comment. */
  readonly id: string;
  readonly text: string;
}

/**
 * Shows a comment at once and sends it.
 * @throws Problem if the server refuses it.
 */
export async function addComment(taskId: string, { id, text }: NewComment, answered: Answered | null): Promise<void> {
  const draft = { id, body: text, ...(answered && { replyToId: answered.id }) };
  const change = command(id, 'post', '/tasks/{id}/comments', { id: taskId }, draft);
  const shown = optimisticComment({ id, taskId, body: text, replyToId: answered?.threadId ?? null });
  const effects = [listEffect(keys.of(taskId), { put: shown })];
  const label = i18next.t('outbox.comment', { text });
  const { isKept } = await deliver({ command: change, effects, label, isStoredFirst: true });
  if (!isKept) await refresh(taskId);
}

function optimisticComment(comment: Pick<Comment, 'id' | 'taskId' | 'body' | 'replyToId'>): Comment {
  const me = queryClient.getQueryData(meQuery.queryKey);
  const author = {
    id: me?.id ?? null,
    name: me?.name ?? '',
    username: me?.username ?? null,
    avatarUrl: me?.avatarUrl ?? null,
  };
  const createdAt = new Date().toISOString();
  return { ...comment, author, imported: null, reactions: [], editedAt: null, createdAt, deletedAt: null, version: 1 };
}

/**
 * Changes the text of a comment.
 * @param version The version that the text was made of; null to overwrite any.
 * @throws Problem `stale` if the comment has another version. It is then read again.
 */
export async function changeComment(
  { taskId, id }: Pick<Comment, 'taskId' | 'id'>,
  text: string,
  version: number | null,
): Promise<void> {
  const params = { path: { id } };
  try {
    const stored = await body(api.PATCH('/comments/{id}', { params, body: { body: text }, ...ifVersion(version) }));
    // What is read next may not arrive.
    const patch = { id, body: stored.body, version: stored.version };
    showQueryEffect(listEffect(keys.of(taskId), { patch }))(true);
    await refresh(taskId);
  } catch (error) {
    if (isProblem(error, 'stale')) await refresh(taskId);
    throw error;
  }
}

/** A comment as it was read last; undefined if it is not among the comments that were read. */
export function shownComment(taskId: string, id: string): Comment | undefined {
  return shownComments(taskId).find((comment) => comment.id === id);
}

function shownComments(taskId: string): readonly Comment[] {
  const pages = queryClient.getQueryData(commentsQuery(taskId).queryKey)?.pages ?? [];
  return pages.flatMap(({ items }) => items);
}

/** Deletes a comment: one with replies keeps its place. It is hidden at once, and the deletion may wait. */
export async function deleteComment({ taskId, id }: Pick<Comment, 'taskId' | 'id'>): Promise<void> {
  const hasReplies = shownComments(taskId).some(({ replyToId }) => replyToId === id);
  const hidden = { patch: { id, body: '', deletedAt: new Date().toISOString() } };
  const remove = command(newId(), 'delete', '/comments/{id}', { id });
  await edit(taskId, remove, hasReplies ? hidden : { remove: id }, i18next.t('outbox.commentDeleted'));
}

/** Adds or removes one's own reaction. Shown at once; it waits if the server can't be reached. */
export async function react({ taskId, id }: Comment, emoji: string, isAdded: boolean): Promise<void> {
  const path = '/comments/{id}/reactions/{emoji}' as const;
  const params = { id, emoji };
  const send = isAdded ? command(newId(), 'put', path, params) : command(newId(), 'delete', path, params);
  const userId = queryClient.getQueryData(meQuery.queryKey)?.id ?? '';
  await edit(taskId, send, { reaction: { id, emoji, userId, isAdded } }, i18next.t('outbox.reaction', { emoji }));
}

/** Shows a change of the comments at once; then, on success or failure, what the server returns. */
async function edit(taskId: string, how: Command, shown: ListChange, label: string): Promise<void> {
  const queryKey = keys.of(taskId);
  const effect = listEffect(queryKey, shown);
  const hide = showQueryEffect(effect);
  let isKept = false;
  let isMade = false;
  try {
    const inTurn = keyedQueue.inTurn(taskId);
    ({ isKept } = await deliver({ command: how, effects: [effect], label, inTurn }));
    isMade = !isKept;
  } finally {
    hide(isMade);
    if (!isKept) await refresh(taskId);
  }
}

const keyedQueue = createKeyedQueue();

/** Earlier versions of a comment, newest first. */
export const commentHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['comment-history', id],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { limit: 200 } };
      return (await body(api.GET('/comments/{id}/history', { params, signal }))).items;
    },
    staleTime: 0,
  });

function refresh(taskId: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: keys.of(taskId) });
}
