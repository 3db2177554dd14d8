import type { FormEvent } from 'react';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { isProblem } from '../../api/problem.ts';
import { problemText } from '../../i18n/problem-text.ts';

/** Submits a form; what the server refuses is shown at its field where it names one of the form's, else above the button. */
export function submitWith<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  send: (values: Values) => Promise<void>,
): (event: FormEvent<HTMLFormElement>) => void {
  const submit = form.handleSubmit(async (values) => {
    try {
      await send(values);
    } catch (error) {
      const field = isProblem(error) ? Object.keys(values).find((name) => namesField(error.errors, name)) : undefined;
      const message = problemText(error);
      if (field === undefined) form.setError('root', { message });
      else form.setError(field as Path<Values>, { message }, { shouldFocus: true });
    }
  });
  return (event) => void submit(event);
}

function namesField(errors: readonly { readonly path: string }[], name: string): boolean {
  return errors.some(({ path }) => path === name);
}
