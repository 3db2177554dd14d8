import { isProblem } from '../lib/problem.ts';
import { fieldProblemText, problemText } from '../i18n/problem-text.ts';

/** A form as far as a refusal may be about a part of it. */
export interface FormFields {
  /** Those that show what is wrong with them. */
  readonly names: readonly string[];
  /** The field that a code of a refusal is about. */
  readonly codes?: Readonly<Record<string, string>> | undefined;
  /** The field's name here by the name that the server has for it. */
  readonly paths?: Readonly<Record<string, string>> | undefined;
}

/** What a form says after a refusal, by field; under `form` what is about none of them. Nothing that was told is lost. */
export function formErrors(error: unknown, { names, codes = {}, paths = {} }: FormFields): Record<string, string> {
  if (!isProblem(error)) return { form: problemText(error) };
  const namedCode = codes[error.code];
  if (namedCode !== undefined && names.includes(namedCode)) return { [namedCode]: problemText(error) };
  const nameOf = (path: string) => {
    const field = paths[path] ?? path;
    return names.find((name) => field === name || field.startsWith(`${name}.`));
  };
  const messages: Record<string, string> = {};
  const unplaced: string[] = [];
  for (const { path, message } of error.errors) {
    const name = nameOf(path);
    if (name === undefined) unplaced.push(fieldProblemText(error, path, message));
    else messages[name] ??= fieldProblemText(error, '', message);
  }
  if (Object.keys(messages).length > 0 && unplaced.length === 0) return messages;
  return { ...messages, form: [...new Set([problemText(error), ...unplaced])].join(' ') };
}
