import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import type { Webhook } from '../../api/types.ts';
import { presetNames } from '../../data/webhooks/presets.ts';
import { createWebhook } from '../../data/webhooks/queries.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { useWebhookForm } from './use-webhook-form.ts';
import { WebhookFields } from './webhook-fields.tsx';

/** Creates a webhook; one for the reader's own server then shows its secret once. */
export function NewWebhookDialog({ organizationId, onClose }: { organizationId: string; onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [created, setCreated] = useState<Webhook & { secret: string }>();
  const open = ({ id }: Webhook) =>
    void navigate({
      to: '/organizations/$organizationId/webhooks/$webhookId',
      params: { organizationId, webhookId: id },
    });
  const plan = useWebhookForm(undefined, async (preset, draft) => {
    const webhook = await createWebhook(organizationId, { ...draft, preset });
    if (preset === 'standard') return setCreated(webhook);
    onClose();
    showToast({ text: t('webhooks.createdText', { name: webhook.name }) });
    open(webhook);
  });
  if (created) {
    return (
      <SecretDialog
        title={t('webhooks.createdTitle')}
        text={t('webhooks.secretText')}
        secret={created.secret}
        onClose={() => {
          onClose();
          open(created);
        }}
      />
    );
  }
  return (
    <FormDialog
      title={t('webhooks.newTitle')}
      submit={t('webhooks.create')}
      form={plan.form}
      problem={plan.problem}
      onClose={onClose}
    >
      <div className="grid gap-1.5">
        <SelectField
          label={t('webhooks.preset')}
          value={plan.preset}
          onChange={({ target }) => plan.choosePreset(target.value)}
        >
          {presetNames.map((name) => (
            <option key={name} value={name}>
              {t(`webhooks.presets.${name}`)}
            </option>
          ))}
        </SelectField>
        <p className="text-meta text-muted">{t(`webhooks.help.${plan.preset}`)}</p>
      </div>
      <WebhookFields organizationId={organizationId} plan={plan} />
    </FormDialog>
  );
}
