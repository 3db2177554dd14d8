import { createSignal } from '../lib/signal.ts';
import type { DateFormat } from './dates.ts';

export interface DatePreferences {
  readonly calendar: DateFormat['calendar'];
  readonly timezone: string;
}

/** The preferences of the signed-in person; the session sets them. */
export const datePreferences = createSignal<DatePreferences>({ calendar: 'gregorian', timezone: 'UTC' });
