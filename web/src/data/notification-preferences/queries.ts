import { queryOptions } from '@tanstack/react-query';
import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { NotificationPreferenceChanges, NotificationPreferences } from '../../api/types.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { keysOf } from '../../lib/keys-of.ts';

const all = ['notification-preferences'] as const;

/** My notification preferences as they apply: everywhere, or in one organization. The types are named in my language. */
export const preferencesQuery = (organizationId: string | null) =>
  queryOptions({
    queryKey: [...all, organizationId, currentLanguage()],
    queryFn: ({ signal }) => body(api.GET('/notifications/preferences', { params: paramsOf(organizationId), signal })),
  });

/**
 * Changes what is named; for an organization, what differs there.
 * @throws Problem, after it was shown with a way to try again.
 */
export async function changePreferences(
  organizationId: string | null,
  changes: NotificationPreferenceChanges,
): Promise<void> {
  try {
    await sendChanges(organizationId, changes);
  } catch (error) {
    const run = () => void changePreferences(organizationId, changes).catch(() => undefined);
    const action = { label: i18next.t('common.retry'), run };
    const text = i18next.t('notificationSettings.failed');
    showToast({ tone: 'danger', text, detail: problemText(error), action });
    throw error;
  }
}

async function sendChanges(organizationId: string | null, changes: NotificationPreferenceChanges): Promise<void> {
  const { queryKey } = preferencesQuery(organizationId);
  const params = paramsOf(organizationId);
  const saved = await body(api.PUT('/notifications/preferences', { params, body: changes }));
  await queryClient.cancelQueries({ queryKey });
  queryClient.setQueryData(queryKey, saved);
  if (organizationId === null) await refreshOverrides();
}

/** Goes back to my own preferences in an organization. */
export async function resetPreferences(organizationId: string): Promise<void> {
  await body(api.DELETE('/notifications/preferences', { params: paramsOf(organizationId) }));
  await queryClient.invalidateQueries(preferencesQuery(organizationId));
}

/** Preferences with a change on top. */
export function withChanges(
  preferences: NotificationPreferences,
  { types, quietHours, digest, reminders, ownActs }: NotificationPreferenceChanges,
): NotificationPreferences {
  return {
    ...preferences,
    ...(reminders ? { reminders } : {}),
    ...(ownActs === undefined ? {} : { ownActs }),
    types: withTypes(preferences.types, types),
    quietHours: { ...preferences.quietHours, ...quietHours },
    digest: { ...preferences.digest, ...digest },
  };
}

function withTypes(
  before: NotificationPreferences['types'],
  changes: NotificationPreferenceChanges['types'] = {},
): NotificationPreferences['types'] {
  const types = { ...before };
  for (const type of typesOf(before)) types[type] = { ...before[type], ...changes[type] };
  return types;
}

export type NotificationType = keyof NotificationPreferences['types'];

/** The types of notifications that the server knows. */
function typesOf(types: NotificationPreferences['types']): readonly NotificationType[] {
  return keysOf(types);
}

/** What a person changes everywhere also applies in organizations without a choice of their own. */
function refreshOverrides(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: all, predicate: ({ queryKey }) => queryKey[1] !== null });
}

function paramsOf(organizationId: string | null) {
  return organizationId === null ? {} : { query: { organizationId } };
}
