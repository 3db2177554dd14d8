import { answerWith, type Call } from '../../../test/stand-in.ts';
import { expect, it } from 'vitest';
import { queryClient } from '../../api/query-client.ts';
import { makeAndChoose } from './create-label.ts';
import { labelsQuery } from './queries.ts';

it('two new labels before the first answer are both made, known and chosen', async () => {
  const { promise: bothAsked, resolve } = Promise.withResolvers<void>();
  const calls = answerWith(async ({ body }: Call) => {
    if (calls.length === 2) resolve();
    await bothAsked;
    const { name } = body as { name: string };
    return { id: name, organizationId: 'o', name, colour: '#2f7fb8' };
  });
  const { queryKey } = labelsQuery('o');
  queryClient.setQueryData(queryKey, []);
  const chosen: (readonly string[])[] = [];
  const latest = { current: { ids: ['old'], onChoose: (ids: readonly string[]) => void chosen.push(ids) } };
  await Promise.all(['One', 'Two'].map((name) => makeAndChoose('o', name, latest)));
  expect(chosen.at(-1)?.toSorted()).toEqual(['One', 'Two', 'old']);
  expect((queryClient.getQueryData(queryKey) ?? []).map(({ name }) => name).toSorted()).toEqual(['One', 'Two']);
});
