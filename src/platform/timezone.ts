import { z } from 'zod';

/** Abbreviations that ICU accepts as zones but that are ambiguous: IST is India or Israel. */
const icuAbbreviation = /^(ac|ae|ag|ar|as|be|bs|ca|cn|cs|ct|ea|ec|ie|is|js|mi|ne|ns|pl|pn|pr|ps|ss|vs)t$/i;

/**
 * A time zone: any name of the IANA database that `Intl` accepts, including aliases and any letter case, or a fixed
 * offset such as `+03:30`. It is stored as given.
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
