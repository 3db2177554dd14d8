import { useTexts } from '../../i18n/use-texts.ts';
import type { PublicOrganization } from '../../api/types.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { askToJoin } from '../../data/public-organizations/queries.ts';

interface AskDialogProps {
  readonly organization: PublicOrganization;
  readonly onClose: () => void;
}

/** Sends a join request with a message. */
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
    <FormDialog title={t('joining.askTitle', { name })} submit={t('joining.ask')} form={form} onClose={onClose}>
      <TextArea
        label={t('joining.message')}
        hint={t('joining.messageHint')}
        dir="auto"
        rows={3}
        maxLength={500}
        {...form.field('message')}
      />
    </FormDialog>
  );
}
