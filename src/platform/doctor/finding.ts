import { z } from 'zod';
import type texts from '../../../web/texts/en/doctor.json';
import type { Language } from '../database/language.ts';
import { isolated, text, type TextParams } from '../texts.ts';

type Texts = Omit<typeof texts, 'failed-check'>;
export type CheckId = keyof Texts;

/** One checked item. Its words are in `web/texts/<language>/doctor.json`, under `id` and `outcome`. */
export interface Finding {
  readonly id: CheckId;
  readonly level: 'ok' | 'warning' | 'error';
  readonly outcome: string;
  readonly values: TextParams;
  /** A line to copy: a setting, a command, or a line for the configuration of a proxy. */
  readonly command: string | null;
}

/** The outcomes of a check that need no action. */
type Fine<Id extends CheckId> = {
  [Key in keyof Texts[Id]]: Texts[Id][Key] extends string ? Key : never;
}[keyof Texts[Id]];
type Problem<Id extends CheckId> = Exclude<keyof Texts[Id], Fine<Id>>;

export function ok<Id extends CheckId>(
  id: Id,
  outcome: Exclude<Fine<Id>, 'title'> & string,
  values: TextParams = {},
): Finding {
  return { id, level: 'ok', outcome, values, command: null };
}

/** What should be fixed soon. */
export function warning<Id extends CheckId>(
  id: Id,
  outcome: Problem<Id> & string,
  values: TextParams = {},
  command: string | null = null,
): Finding {
  return { id, level: 'warning', outcome, values, command };
}

/** What does not work. */
export function failure<Id extends CheckId>(
  id: Id,
  outcome: Problem<Id> & string,
  values: TextParams = {},
  command: string | null = null,
): Finding {
  return { id, level: 'error', outcome, values, command };
}

const failedCheck = 'failed-check';

/** The finding of a check. A check that fails unexpectedly is a finding as well: it must not hide the others. */
export async function findingOf(id: CheckId, check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return { id, level: 'error', outcome: failedCheck, values: { reason: reasonOf(error) }, command: null };
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A finding in a language. */
export const FindingText = z
  .strictObject({
    id: z.string().describe('Stable, for programs.'),
    level: z.enum(['ok', 'warning', 'error']),
    title: z.string(),
    message: z.string(),
    fix: z.string().nullable().describe('What to do; null if nothing needs to be done.'),
    command: z.string().nullable().describe('A setting, a command or a line of a proxy’s configuration, to copy.'),
  })
  .meta({ id: 'Finding' });
export type FindingText = z.infer<typeof FindingText>;

/** Puts a finding into words. */
export function describeFinding({ id, level, outcome, values, command }: Finding, language: Language): FindingText {
  // In a terminal, isolating characters would be copied with the text.
  const isolate = language === 'en' ? (value: string) => value : isolated;
  const sentence = (key: string) => text(language, 'doctor', key, values, isolate);
  const key = outcome === failedCheck ? failedCheck : `${id}.${outcome}`;
  const title = sentence(`${id}.title`);
  if (level === 'ok') return { id, level, title, message: sentence(key), fix: null, command: null };
  return { id, level, title, message: sentence(`${key}.message`), fix: sentence(`${key}.fix`), command };
}
