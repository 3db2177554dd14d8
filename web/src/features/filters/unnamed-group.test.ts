import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import { unnamedGroup } from './unnamed-group.ts';

it('is not named by the id of a milestone that is not known', () => {
  const t = ((key: string) => key) as TFunction<['web', 'shared']>;
  expect(unnamedGroup(t, 'milestone', '01hq')).toBe('list.otherMilestone');
  expect(unnamedGroup(t, 'milestone', '')).toBe('task.none');
  expect(unnamedGroup(t, 'assignee', '')).toBe('task.nobody');
});
