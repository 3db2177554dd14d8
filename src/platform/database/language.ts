import { type SqlFragment, sql } from './drizzle.ts';

/** Languages of the app. Each has a collation of its own in every database (migrations/platform/0003_language.sql). */
export const languages = ['en', 'fa'] as const;
export type Language = (typeof languages)[number];

/** A text as a language orders it: پ behind ب, Ä beside A. Texts that differ are never equal in it. */
export function orderedIn(language: Language, text: unknown): SqlFragment {
  return sql`${text} collate ${sql.raw(`language.${language}`)}`;
}
