import { type ReactNode, useId } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FormProblem } from './form-problem.tsx';
import type { useForm } from './use-form.ts';

interface FormDialogProps {
  readonly title: string;
  /** What the button says that sends it. */
  readonly submit: string;
  readonly form: Pick<ReturnType<typeof useForm>, 'onSubmit' | 'isSending' | 'problem'>;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** What is wrong beside what the form itself tells. */
  readonly problem?: ReactNode;
  readonly tone?: 'primary' | 'danger';
  /** What the other button says. */
  readonly cancel?: string;
}

/** A dialog that asks for something: its fields, what is wrong with them, and the buttons below. */
export function FormDialog(props: FormDialogProps) {
  const { title, submit, form, onClose, children, problem, tone = 'primary' } = props;
  const { t } = useTexts();
  const { cancel = t('common.cancel') } = props;
  const formId = useId();
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button type="submit" form={formId} tone={tone} isBusy={form.isSending}>
            {submit}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={form.onSubmit} noValidate className="grid gap-4">
        {children}
        <FormProblem>{problem ?? form.problem}</FormProblem>
      </form>
    </Dialog>
  );
}
