import type { ReactNode } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from './button.tsx';
import { FormProblem } from './form-problem.tsx';
import type { useForm } from './use-form.ts';

interface SettingsFormProps {
  readonly form: Pick<ReturnType<typeof useForm>, 'onSubmit' | 'isSending' | 'isChanged' | 'problem'>;
  readonly children: ReactNode;
}

/** A form on a settings page: its fields, and a button that saves what was changed. */
export function SettingsForm({ form, children }: SettingsFormProps) {
  const { t } = useTexts();
  return (
    <form onSubmit={form.onSubmit} noValidate className="grid gap-4">
      {children}
      <FormProblem>{form.problem}</FormProblem>
      <Button
        type="submit"
        tone="primary"
        className="justify-self-start"
        isBusy={form.isSending}
        disabled={!form.isChanged}
      >
        {t('common.save')}
      </Button>
    </form>
  );
}
