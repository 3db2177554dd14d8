import { type ChangeEvent, type FormEvent, useState } from 'react';
import { keysOf } from '../lib/keys-of.ts';
import { type FormFields, formErrors } from './form-errors.ts';

/** The problem with a value, in words; undefined if it is valid. */
export type Rule = (value: string) => string | undefined;

type Texts = Readonly<Record<string, string>>;

interface FormPlan<Values extends Texts> {
  readonly start: Values;
  readonly rules?: { readonly [Name in keyof Values]?: Rule };
  /** Refusals that are about one field, by their code. */
  readonly codes?: FormFields['codes'];
  /** The form's fields by the server's names, if they differ. */
  readonly paths?: FormFields['paths'];
  /** @throws Problem if the server refuses: shown at the field that it names, otherwise above the button. */
  readonly send: (values: Values, form: SentForm<Values>) => Promise<void>;
}

interface SentForm<Values extends Texts> {
  /** Resets the input: everything, or some fields. */
  reset(...names: readonly (keyof Values & string)[]): void;
  focus(name: keyof Values & string): void;
}

/** A form of text fields. It validates on submit, and from then on while typing. */
export function useForm<Values extends Texts>({ start, rules = {}, codes, paths, send }: FormPlan<Values>) {
  const [inputText, setInputText] = useState<Partial<Values>>({});
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [isSending, setSending] = useState(false);
  const names = keysOf(start);
  /** The fields that are currently rendered and can show a problem. */
  const shownErrors = new Set<string>();
  const values: Values = { ...start, ...inputText };

  const wrongIn = (name: keyof Values & string, value: string) => rules[name]?.(value);
  const reset = (...fieldNames: readonly string[]) =>
    setInputText((before) => (fieldNames.length === 0 ? {} : without(before, fieldNames)));

  async function submit(form: HTMLFormElement): Promise<void> {
    const focus = (name: string) => {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLElement) field.focus();
    };
    const entries = names.flatMap((name) => {
      const error = wrongIn(name, values[name] ?? '');
      return error === undefined ? [] : [[name, error] as const];
    });
    setErrors(Object.fromEntries(entries));
    const [firstWrong] = entries;
    if (firstWrong) return focus(firstWrong[0]);
    setSending(true);
    try {
      await send(values, { reset, focus });
    } catch (error) {
      const { form: problem, ...fields } = formErrors(error, { names: [...shownErrors], codes, paths });
      setErrors(problem === undefined ? fields : { ...fields, form: problem });
      const first = names.find((name) => name in fields);
      if (first !== undefined) focus(first);
    } finally {
      setSending(false);
    }
  }

  /** For a control that cannot show a problem: it is then shown above the button. */
  const choice = <Name extends keyof Values & string>(name: Name) => ({
    name,
    value: values[name],
    onChange: ({ target: { value } }: ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) => {
      setInputText((before) => ({ ...before, [name]: value }));
      setErrors((before) => {
        if (!(name in before)) return before;
        const error = wrongIn(name, value);
        return { ...without(before, [name]), ...(error === undefined ? {} : { [name]: error }) };
      });
    },
  });
  return {
    values,
    isSending,
    isChanged: names.some((name) => values[name] !== start[name]),
    /** The problem of no particular field. */
    problem: errors['form'],
    choice,
    field: <Name extends keyof Values & string>(name: Name) => {
      shownErrors.add(name);
      return { ...choice(name), error: errors[name] };
    },
    onSubmit: (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      if (!isSending) void submit(event.currentTarget);
    },
  };
}

function without<Whole extends Partial<Texts>>(whole: Whole, names: readonly string[]): Whole {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name))) as Whole;
}
