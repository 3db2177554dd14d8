import { describe, expect, it } from 'vitest';
import { blank, draftOf, type PlannedTask, planFrom } from './plan.ts';

const task = (title: string, more: Partial<PlannedTask> = {}): PlannedTask => ({
  ...blank,
  title,
  ...more,
});

const plan = [
  task('Release', { startDay: 1, dueDay: 5, labelIds: ['a'], checklist: [{ checklist: 'Before', title: 'Tag' }] }),
  task('Write', { parent: 0, blocks: [3] }),
  task('Proofread', { parent: 1, estimate: 60 }),
  task('Tell', { parent: 0 }),
];

describe('a plan that is written', () => {
  it('is the same where nothing was changed', () => {
    expect(planFrom(plan, draftOf(plan))).toEqual(plan);
  });

  it('takes what lies below a part along with it, and forgets who waited for it', () => {
    const draft = draftOf(plan);
    expect(planFrom(plan, { ...draft, parts: draft.parts.slice(1) }).map(({ title }) => title)).toEqual([
      'Release',
      'Tell',
    ]);
    expect(planFrom(plan, { ...draft, parts: draft.parts.slice(0, 1) })).toEqual([
      plan[0],
      { ...plan[1], blocks: [] },
      plan[2],
    ]);
  });

  it('keeps all else of what is renamed, and names others by their new place', () => {
    const draft = draftOf(plan);
    const parts = [{ id: 'new', index: null, text: ' Call ' }, ...draft.parts].map((part) =>
      part.text === 'Tell' ? { ...part, text: 'Tell all' } : part,
    );
    expect(planFrom(plan, { ...draft, parts })).toEqual([
      plan[0],
      task('Call', { parent: 0 }),
      { ...plan[1], blocks: [4] },
      { ...plan[2], parent: 2 },
      task('Tell all', { parent: 0 }),
    ]);
  });

  it.each([
    { dueDay: 8, startDay: 4 },
    { dueDay: null, startDay: 1 },
  ])('stays as long as it was when it is due on day $dueDay', ({ dueDay, startDay }) => {
    expect(planFrom(plan, { ...draftOf(plan), dueDay })[0]).toMatchObject({ dueDay, startDay });
  });

  it('begins from nothing, without empty lines', () => {
    const line = (text: string) => ({ id: text, index: null, text });
    const draft = { ...draftOf([]), title: 'New', steps: [line('One'), line(' ')], parts: [line(''), line('Part')] };
    expect(planFrom([], draft)).toEqual([
      task('New', { checklist: [{ checklist: '', title: 'One' }] }),
      task('Part', { parent: 0 }),
    ]);
  });
});
