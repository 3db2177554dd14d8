import { useSuspenseQuery } from '@tanstack/react-query';
import type { NotificationPreferenceChanges, NotificationPreferences } from '../../api/types.ts';
import { useOptimisticChange } from '../../ui/use-optimistic-change.ts';
import { changePreferences, preferencesQuery, withChanges } from '../../data/notification-preferences/queries.ts';

/** Preferences with what is being saved, and the way to change them. */
export interface EditablePreferences {
  readonly preferences: NotificationPreferences;
  readonly onChange: (changes: NotificationPreferenceChanges) => void;
}

/** Each change is shown at once; if it fails, it disappears. */
export function useEditablePreferences(organizationId: string | null): EditablePreferences {
  const { data } = useSuspenseQuery(preferencesQuery(organizationId));
  const change = useOptimisticChange((changes: NotificationPreferenceChanges) =>
    changePreferences(organizationId, changes),
  );
  return { preferences: change.waiting.reduce(withChanges, data), onChange: change.to };
}
