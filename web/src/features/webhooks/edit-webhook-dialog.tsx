import { useTexts } from '../../i18n/use-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import type { Webhook } from '../../api/types.ts';
import { changeWebhook } from '../../data/webhooks/queries.ts';
import { useWebhookForm } from './use-webhook-form.ts';
import { WebhookFields } from './webhook-fields.tsx';

export function EditWebhookDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTexts();
  const plan = useWebhookForm(webhook, async (_preset, changes) => {
    await changeWebhook(webhook, changes);
    onClose();
  });
  return (
    <FormDialog
      title={t('webhooks.editTitle')}
      submit={t('webhooks.save')}
      form={plan.form}
      problem={plan.problem}
      onClose={onClose}
    >
      <WebhookFields organizationId={webhook.organizationId} plan={plan} isEditing />
    </FormDialog>
  );
}
