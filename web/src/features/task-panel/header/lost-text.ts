import i18next from 'i18next';
import type { LostInMove } from '../../../api/types.ts';

/** What a task left behind, in words: a person who can't see the new team, or a value of a field that it lacks. */
export function lostText({ field, value }: LostInMove): string {
  if (field === 'assigneeId') return i18next.t('moveTeam.lostAssignee', { name: value });
  if (field === 'collaboratorIds') return i18next.t('moveTeam.lostCollaborator', { name: value });
  return i18next.t('moveTeam.lostField', { field, value });
}
