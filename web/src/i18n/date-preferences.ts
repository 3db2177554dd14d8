import { createSignal } from '../lib/signal.ts';
import type { DateFormat } from './dates.ts';

export interface DatePreferences {
  readonly calendar: DateFormat['calendar'];
  readonly timezone: string;
}

/** What the person who is signed in chose; the session keeps it. */
export const datePreferences = createSignal<DatePreferences>({ calendar: 'gregorian', timezone: 'UTC' });
