import { useTexts } from '../../i18n/use-texts.ts';
import type { PublicOrganization } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { askToJoin } from './queries.ts';

interface AskDialogProps {
  readonly organization: PublicOrganization;
  readonly onClose: () => void;
}

const formId = 'ask-to-join';

/** Asks to be let in, with a word of who one is. */
export function AskDialog({ organization: { id, name }, onClose }: AskDialogProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { message: '' },
    send: async ({ message }) => {
      await askToJoin(id, message.trim());
      showToast({ text: t('joining.sent', { name }) });
      onClose();
    },
  });
  return (
    <Dialog
      title={t('joining.askTitle', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" isBusy={form.isSending}>
            {t('joining.ask')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={form.onSubmit} noValidate className="grid gap-4">
        <TextArea
          label={t('joining.message')}
          hint={t('joining.messageHint')}
          dir="auto"
          rows={3}
          maxLength={500}
          {...form.field('message')}
        />
        <FormProblem>{form.problem}</FormProblem>
      </form>
    </Dialog>
  );
}
