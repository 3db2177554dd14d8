import { isProblem } from '../lib/problem.ts';
import { fieldProblemText, problemText } from '../i18n/problem-text.ts';

/** A form's mapping from a refusal to its fields. */
export interface FormFields {
  /** Fields that can show a problem. */
  readonly names: readonly string[];
  /** The field that a refusal's code is about. */
  readonly codes?: Readonly<Record<string, string>> | undefined;
  /** The form's field name by the server's. */
  readonly paths?: Readonly<Record<string, string>> | undefined;
}

/** The messages of a form after a refusal, by field; under `form` those about none of them. No message is dropped. */
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
