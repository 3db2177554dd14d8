import { z } from 'zod';

/** Letters that ICU takes for zones of its own, and that others read otherwise: IST is India to one, Israel to another. */
const icuAbbreviation = /^(ac|ae|ag|ar|as|be|bs|ca|cn|cs|ct|ea|ec|ie|is|js|mi|ne|ns|pl|pn|pr|ps|ss|vs)t$/i;

/**
 * A time zone as browsers and systems name it: any name of the IANA database that `Intl` accepts, aliases and every
 * case of letters included, or a fixed offset such as `+03:30`. It is kept as it was given.
 */
export const Timezone = z
  .string()
  .max(100)
  .refine(isTimezone, 'must be an IANA time zone, such as Asia/Tehran')
  .meta({ description: 'An IANA time zone: name, alias or fixed offset.' });

export function isTimezone(name: string): boolean {
  if (name.length > 100 || icuAbbreviation.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
