import type { TFunction } from 'i18next';

/** The name of the group without a value, or of one whose value is not known here. */
export function unnamedGroup(t: TFunction<['web', 'shared']>, by: string | undefined, id: string): string {
  if (id === '') return t(by === 'assignee' ? 'task.nobody' : 'task.none');
  // A task can be in any project of the organization.
  return by === 'milestone' ? t('list.otherMilestone') : id;
}
