import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../features/auth/use-me.ts';
import type { DateManner } from './dates.ts';

/** How the person who is signed in reads dates. */
export function useManner(): DateManner {
  const { calendar, timezone } = useMe();
  const { i18n } = useTranslation();
  const language = i18n.language === 'fa' ? 'fa' : 'en';
  return useMemo(() => ({ language, calendar, timeZone: timezone }), [language, calendar, timezone]);
}
