import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folded, hasWords } from '../../src/shared/folded.ts';
import { createDatabase, type TestDatabase } from '../harness/database.ts';

// The folding is written twice: in SQL for the server's filters and indexes, in TypeScript for the browser app.

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

/** The texts whose folding differs, as `code points: the server's ≠ the browser's`. */
async function differences(texts: readonly string[]): Promise<string[]> {
  const rows = await database.sql<{ given: string; plain: string }[]>`
    select given, language.fold(given) as plain from unnest(${[...texts]}::text[]) as given
    where unicode_assigned(given)`;
  return rows
    .filter(({ given, plain }) => plain !== folded(given))
    .map(({ given, plain }) => `${codes(given)}: ${codes(plain)} ≠ ${codes(folded(given))}`);
}

function codes(text: string): string {
  return [...text].map((letter) => `U+${letter.codePointAt(0)?.toString(16).padStart(4, '0')}`).join(' ');
}

/** Every letter, mark, digit and sign of a range, without those that only one side's version of Unicode knows. */
function assigned(from: number, to: number): string[] {
  const letters = Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
  return letters.filter((letter) => /[^\0\p{Cn}\p{Cs}]/u.test(letter));
}

describe('the folding of the server', () => {
  it.each([
    ['Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic', 0x0001, 0x08ff],
    ['Indic scripts to Georgian and Hangul', 0x0900, 0x13ff],
    ['marks, extended Latin, extended Greek', 0x1400, 0x1fff],
    ['punctuation, letterlike signs, numbers, symbols', 0x2000, 0x2fff],
    ['Chinese, Japanese and Korean signs', 0x3000, 0x33ff],
    ['extended Latin, Cherokee, Hangul', 0xa640, 0xd7ff],
    ['presentation forms, half and full width', 0xf900, 0xffff],
    ['historic scripts, mathematical letters, emoji', 0x10000, 0x1ffff],
  ])('is the browser’s for every code point: %s', async (_name, from, to) => {
    expect(await differences(assigned(from, to))).toEqual([]);
  });

  it('is the same where the letters of the database come from ICU, as on servers before PostgreSQL 17', async () => {
    const { sql } = database;
    const [row] = await sql<{ text: string }[]>`select pg_get_functiondef('language.fold(text)'::regprocedure) as text`;
    const text = row?.text ?? '';
    const other = text.replace('language.fold(', 'language.fold_icu(').replace('pg_catalog.pg_c_utf8', '"und-x-icu"');
    expect(other).not.toBe(text);
    await sql.unsafe(other);
    const letters = [...assigned(0x0001, 0x08ff), ...assigned(0x1e00, 0x1fff)];
    expect(letters.length).toBeGreaterThan(2_500);
    const rows = await sql`
      select given from unnest(${letters}::text[]) as given
      where unicode_assigned(given) and language.fold(given) <> language.fold_icu(given)`;
    expect([...rows]).toEqual([]);
  });

  it('equals the browser’s for every letter with a character before or after it', async () => {
    const letters = [...'aAäßÆøIıİΣςйЁآأئيىكةۀہ۱٣‌‍ـًّٰ́̈ﻻﷲ０Ａ½²’–'];
    expect(await differences(letters.flatMap((a) => letters.map((b) => `${a}${b}x ${b}`)))).toEqual([]);
  });

  it('does not change what it has folded', async () => {
    const texts = ['ÄRGER Straße', 'گزارش ۱۲۳', 'كيفيت می‌شود', 'ΟΔΟΣ', 'İstanbul', 'ﻻﷲ', 'Æther'];
    const rows = await database.sql`
      select given from unnest(${texts}::text[]) as given
      where language.fold(language.fold(given)) <> language.fold(given)`;
    expect([...rows]).toEqual([]);
  });

  it('has a word that looks like a pattern stand for itself', async () => {
    const words = ['%', '_', '\\', '100 %', 'a_b', 'c\\d', '％', '＿', '＼'];
    for (const word of words) {
      const text = `it is ${word} here`;
      const [row] = await database.sql`
        select language.fold(${text}) like language.containing(${word}) as own,
          language.fold('it is xyz here') like language.containing(${word}) as other`;
      expect(row, word).toEqual({ own: true, other: false });
    }
  });
});

describe('what is looked for', () => {
  it.each([
    ['گزارش ۱۲۳', 'گزارش 123'],
    ['گزارش ۱۲۳', 'گزارش ١٢٣'],
    ['كيفيت', 'کیفیت'],
    ['ÄRGER', 'arger'],
    ['Straße', 'strasse'],
    ['STRASSE', 'straße'],
    ['e\u0301te\u0301', 'été'],
    ['کتاب‌های نو', 'کتاب های'],
    ['کتاب‌های نو', 'کتابهای'],
    ['کتاب های نو', 'کتاب‌های'],
    ['کتابهای نو', 'کتاب‌های'],
    ['مُحَمَّد', 'محمد'],
    ['خانهٔ ما', 'خانه'],
    ['خانۀ ما', 'خانه'],
    ['آب', 'اب'],
    ['مسئول', 'مسیول'],
    ['ﻻله', 'لاله'],
    ['Ｆｕｌｌ', 'full'],
    ['Ошибка ещё', 'ЕЩЕ'],
    ['ΟΔΟΣ', 'οδός'],
    ['İstanbul', 'istanbul'],
    ['Łódź', 'lodz'],
    ['don’t', "don't"],
    ['Landing page: the design', 'design landing'],
  ])('in %s by %s is found', async (text, wanted) => {
    expect(hasWords(text, wanted)).toBe(true);
    const [row] = await database.sql`
      select language.fold(${text}) like all (language.containing(regexp_split_to_array(${wanted}, '[\\s\\u200c]+'))) as found`;
    expect(row).toEqual({ found: true });
  });

  it.each([
    ['گزارش ۱۲۳', 'گزارش 124'],
    ['Straße', 'strase'],
    ['Landing page', 'design landing'],
  ])('in %s by %s is not', async (text, wanted) => expect(hasWords(text, wanted)).toBe(false));
});
