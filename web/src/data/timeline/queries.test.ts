import { answerWith } from '../../../test/stand-in.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { queryClient } from '../../api/query-client.ts';
import { matchingQuery, undatedQuery } from './queries.ts';

const project = { id: 'p', organizationId: 'o' };

beforeEach(() => queryClient.clear());

describe('the tasks of a timeline without dates', () => {
  it('are those without a due date that have no start date either', async () => {
    const items = [aTask('plain'), aTask('begun', { startDate: '2026-11-21' })];
    const calls = answerWith(() => ({ items, nextCursor: null }));
    expect(await queryClient.fetchQuery(undatedQuery(project))).toEqual({ ids: ['plain'], hasMore: false });
    expect(calls.map(({ what }) => what)).toEqual([expect.stringContaining('due=none')]);
  });
});

describe('the tasks that match', () => {
  it('say whether there are more than are read', async () => {
    const calls = answerWith(() => ({ items: [aTask(`task-${calls.length}`)], nextCursor: 'next' }));
    const { ids, hasMore } = await queryClient.fetchQuery(matchingQuery(project, { fields: 'stage:won' }));
    expect([ids.length, hasMore]).toEqual([5, true]);
  });
});
