import { answerWith } from '../../../test/stand-in.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { queryClient } from '../../api/query-client.ts';
import { deferred } from '../../lib/deferred.ts';
import { keys as checklistKeys } from '../checklists/keys.ts';
import { keys as commentKeys } from '../comments/keys.ts';
import { taskPageQuery } from './queries.ts';

const page = {
  task: aTask('a'),
  checklist: [{ id: 'item' }],
  attachments: [],
  dependencies: [],
  subtasks: [],
  comments: [{ id: 'old' }],
  hasMoreComments: false,
  reminder: null,
  backlinks: { items: [], nextCursor: null },
  isMuted: false,
};
const pagesOf = (...ids: readonly string[]) => ({
  pages: [{ items: ids.map((id) => ({ id })), nextCursor: null }],
  pageParams: [''],
});
const queryKey = commentKeys.of('a');
const state = () => queryClient.getQueryState(queryKey);

beforeEach(() => queryClient.clear());

/** Reads the page of a task, which is answered after something else has happened. */
async function readWhile(happens: () => unknown): Promise<void> {
  const { promise: mayAnswer, resolve: answer } = deferred<void>();
  const calls = answerWith(() => mayAnswer.then(() => page));
  const isRead = queryClient.fetchQuery(taskPageQuery('a'));
  await expect.poll(() => calls.length).toBe(1);
  await happens();
  answer();
  await isRead;
}

describe('the page of a task', () => {
  it('fills the parts of the panel', async () => {
    queryClient.setQueryData(queryKey, pagesOf('older'));
    await readWhile(() => undefined);
    expect(state()).toMatchObject({ data: pagesOf('old'), isInvalidated: false });
  });

  it('does not replace a part that changed and was read while the page was read', async () => {
    await readWhile(async () => {
      await queryClient.invalidateQueries({ queryKey });
      queryClient.setQueryData(queryKey, pagesOf('old', 'new'));
    });
    expect(state()).toMatchObject({ data: pagesOf('old', 'new'), isInvalidated: false });
    expect(queryClient.getQueryData(checklistKeys.of('a'))).toEqual(page.checklist);
  });

  it.each([
    ['had no data', undefined],
    ['was to be read again already', pagesOf('older')],
  ])('leaves a part to be read again that changed meanwhile and %s', async (_, data) => {
    queryClient.setQueryData(queryKey, data);
    await queryClient.invalidateQueries({ queryKey });
    await readWhile(() => queryClient.invalidateQueries({ queryKey: commentKeys.all }));
    expect(state()).toMatchObject({ isInvalidated: true });
  });
});
