import { type SqlFragment, sql } from './drizzle.ts';

/** The languages of the app. Each has its own collation in every database (migrations/platform/0003_language.sql). */
export const languages = ['en', 'fa'] as const;
export type Language = (typeof languages)[number];

/** SQL that orders a text by a language's rules: پ after ب, Ä next to A. Different texts never compare as equal. */
export function orderedIn(language: Language, text: unknown): SqlFragment {
  return sql`${text} collate ${sql.raw(`language.${language}`)}`;
}
