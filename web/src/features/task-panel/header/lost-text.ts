import i18next from 'i18next';
import type { LostInMove } from '../../../api/types.ts';

/** A value that was lost in the move, in words: a person who cannot see the new team, or a field that it lacks. */
export function lostText({ field, value }: LostInMove): string {
  if (field === 'assigneeId') return i18next.t('moveTeam.lostAssignee', { name: value });
  if (field === 'collaboratorIds') return i18next.t('moveTeam.lostCollaborator', { name: value });
  return i18next.t('moveTeam.lostField', { field, value });
}
