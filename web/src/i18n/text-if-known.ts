import i18next from 'i18next';

/** The text of a key that is made of data, such as a problem's code; undefined if there is none. */
export function textIfKnown(key: string, values: Readonly<Record<string, unknown>> = {}): string | undefined {
  // The types know only keys that are written out.
  return i18next.exists(key) ? (i18next.t as (key: string, values: object) => string)(key, values) : undefined;
}
