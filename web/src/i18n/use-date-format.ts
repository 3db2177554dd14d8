import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../lib/signal.ts';
import { datePreferences } from './date-preferences.ts';
import { type DateFormat, shownZone } from './dates.ts';
import { currentLanguage } from './language.ts';

/** The date format of the signed-in person. */
export function useDateFormat(): DateFormat {
  const { calendar, timezone } = useSignal(datePreferences);
  const { i18n } = useTranslation();
  const language = i18n.language === 'fa' ? 'fa' : 'en';
  return useMemo(() => ({ language, calendar, timeZone: shownZone(timezone) }), [language, calendar, timezone]);
}

/** The same outside of components. */
export function currentDateFormat(): DateFormat {
  const { calendar, timezone } = datePreferences.get();
  return { language: currentLanguage(), calendar, timeZone: shownZone(timezone) };
}
