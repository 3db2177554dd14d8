import { answerWith, type Call, refusal } from '../../../test/stand-in.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { queryClient } from '../../api/query-client.ts';
import type { Project } from '../../api/types.ts';
import { toasts } from '../../ui/toasts.ts';
import { changeProject } from './change-project.ts';
import { projectQuery } from './queries.ts';

const project = { id: 'p', organizationId: 'o', name: 'Guide', startDate: null, colour: '#111111' } as Project;
const { queryKey } = projectQuery('p');
const shown = () => queryClient.getQueryData(queryKey);

beforeEach(() => {
  toasts.set([]);
  queryClient.setQueryData(queryKey, project);
});

/** Holds each answer back until it is asked for. */
function answerLater(answer: (call: Call) => unknown) {
  const waiting: (() => void)[] = [];
  const calls = answerWith(async (call) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return answer(call);
  });
  const next = () =>
    expect
      .poll(() => waiting.length)
      .toBeGreaterThan(0)
      .then(() => waiting.shift()?.());
  return { calls, next };
}

describe('changes of a project', () => {
  it('are shown together and sent in turn, and an answer takes none of the later ones back', async () => {
    let saved = project;
    const { calls, next } = answerLater(({ body }) => (saved = { ...saved, ...(body as Partial<Project>) }));
    const both = [changeProject(project, { name: 'Book' }), changeProject(project, { colour: '#222222' })];
    await expect.poll(shown).toMatchObject({ name: 'Book', colour: '#222222' });
    await expect.poll(() => calls.length).toBe(1);
    await next();
    await expect.poll(() => calls.length).toBe(2);
    expect(shown()).toMatchObject({ name: 'Book', colour: '#222222' });
    await next();
    expect(await Promise.all(both)).toEqual([true, true]);
    expect(shown()).toMatchObject({ name: 'Book', colour: '#222222' });
  });

  it('that are refused are taken back alone: what came meanwhile stays', async () => {
    const { next } = answerLater(() => refusal(403, 'not-allowed'));
    const change = changeProject(project, { name: 'Book' });
    await expect.poll(shown).toMatchObject({ name: 'Book' });
    queryClient.setQueryData(queryKey, (known) => known && { ...known, startDate: '2026-11-21' });
    await next();
    expect(await change).toBe(false);
    expect(shown()).toMatchObject({ name: 'Guide', startDate: '2026-11-21' });
    expect(toasts.get()).toHaveLength(1);
  });

  it('of the same field that are both refused leave it as the server told it', async () => {
    const { next } = answerLater(() => refusal(403, 'not-allowed'));
    const both = [changeProject(project, { name: 'Book' }), changeProject(project, { name: 'Novel' })];
    await next();
    await expect.poll(shown).toMatchObject({ name: 'Novel' });
    await next();
    await Promise.all(both);
    expect(shown()).toMatchObject({ name: 'Guide' });
  });
});
