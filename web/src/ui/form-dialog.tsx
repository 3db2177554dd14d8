import { type ReactNode, useId } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FormProblem } from './form-problem.tsx';
import type { useForm } from './use-form.ts';

interface FormDialogProps {
  readonly title: string;
  /** The text of the submit button. */
  readonly submit: string;
  readonly form: Pick<ReturnType<typeof useForm>, 'onSubmit' | 'isSending' | 'problem'>;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** A problem besides those of the form itself. */
  readonly problem?: ReactNode;
  readonly tone?: 'primary' | 'danger';
  /** The text of the cancel button. */
  readonly cancel?: string;
}

/** A dialog with a form: fields, problems and buttons. */
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
