import { useTexts } from '../../i18n/use-texts.ts';
import { TextField } from '../../ui/text-field.tsx';
import { presets } from '../../data/webhooks/presets.ts';
import { EventsField } from './events-field.tsx';
import { TeamsField } from './teams-field.tsx';
import type { useWebhookForm } from './use-webhook-form.ts';

interface WebhookFieldsProps {
  readonly organizationId: string;
  readonly plan: ReturnType<typeof useWebhookForm>;
  /** Address and tokens may stay empty. */
  readonly isEditing?: boolean;
}

/** Where a webhook sends, and what. */
export function WebhookFields({ organizationId, plan, isEditing = false }: WebhookFieldsProps) {
  const { t } = useTexts();
  const { form, preset, events, setEvents, teams, setTeams } = plan;
  const { hasUrl, example, fields } = presets[preset];
  const isKept = isEditing && preset !== 'standard';
  const urlLabel =
    preset === 'matrix' || preset === 'gotify' || preset === 'ntfy' ? t(`webhooks.urlOf.${preset}`) : t('webhooks.url');
  return (
    <>
      {hasUrl && (
        <TextField
          label={urlLabel}
          type="url"
          inputMode="url"
          dir="ltr"
          autoComplete="off"
          placeholder={example}
          hint={isKept ? t('webhooks.urlKept') : undefined}
          {...form.field('url')}
        />
      )}
      {fields.map(({ name, isSecret, isOptional = false }) => {
        const label = t(`webhooks.fields.${name}`);
        return (
          <TextField
            key={name}
            label={isOptional ? t('webhooks.optional', { label }) : label}
            type={isSecret ? 'password' : 'text'}
            dir="ltr"
            autoComplete="off"
            hint={isKept ? t('webhooks.urlKept') : undefined}
            {...form.field(name)}
          />
        );
      })}
      <TextField
        label={t('webhooks.name')}
        dir="auto"
        autoComplete="off"
        hint={isEditing ? undefined : t('webhooks.nameHint')}
        {...form.field('name')}
      />
      <EventsField value={events} onChange={setEvents} />
      <TeamsField organizationId={organizationId} value={teams} onChange={setTeams} />
    </>
  );
}
