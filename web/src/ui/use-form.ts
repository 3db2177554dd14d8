import { type ChangeEvent, type FormEvent, useState } from 'react';
import { type FormFields, formErrors } from './form-errors.ts';

/** What is wrong with a value, in words; nothing where it will do. */
export type Rule = (value: string) => string | undefined;

type Texts = Readonly<Record<string, string>>;

interface FormPlan<Values extends Texts> {
  readonly start: Values;
  readonly rules?: { readonly [Name in keyof Values]?: Rule };
  /** Refusals that are about one field, by their code. */
  readonly codes?: FormFields['codes'];
  /** Fields that the server calls otherwise, by its name for them. */
  readonly paths?: FormFields['paths'];
  /** @throws Problem where the server refuses: shown at the field that it names, else above the button. */
  readonly send: (values: Values, form: SentForm<Values>) => Promise<void>;
}

interface SentForm<Values extends Texts> {
  /** Takes back what was typed; all of it, or a few fields' worth. */
  reset(...names: readonly (keyof Values & string)[]): void;
  focus(name: keyof Values & string): void;
}

/** A form of text fields. It says what is wrong when it is sent, and from then on while one types. */
export function useForm<Values extends Texts>({ start, rules = {}, codes, paths, send }: FormPlan<Values>) {
  const [inputText, setInputText] = useState<Partial<Values>>({});
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [isSending, setSending] = useState(false);
  const names = Object.keys(start) as (keyof Values & string)[];
  /** The fields that this rendering shows, and that can be marked. */
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

  /** For a control that has no place for what is wrong with it: that stands above the button then. */
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
    /** What is wrong with no field in particular. */
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
