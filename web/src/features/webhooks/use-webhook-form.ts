import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { isGiven, isName } from '../../ui/field-rules.ts';
import { useForm } from '../../ui/use-form.ts';
import type { NewWebhook, Webhook } from '../../api/types.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { eventsOf } from '../../data/webhooks/events.ts';
import { type Preset, presetFieldNames, presetNames, presets } from '../../data/webhooks/presets.ts';

const noFields = { botToken: '', chatId: '', accessToken: '', roomId: '', token: '' };

/**
 * The form of a new webhook, or of an existing one. Of an existing one, address and tokens that stay empty are kept.
 * @param send Gets the preset and the rest of the draft.
 */
export function useWebhookForm(
  webhook: Webhook | undefined,
  send: (preset: Preset, draft: Omit<NewWebhook, 'preset'>) => Promise<void>,
) {
  const { t } = useTexts();
  const isAdmin = useOrganizationPermissions()?.changeSettings === true;
  const [events, setEvents] = useState(
    webhook === undefined || webhook.events.includes('*') ? null : eventsOf(webhook.events),
  );
  const [teams, setTeams] = useState<ReadonlySet<string> | null>(
    webhook === undefined ? (isAdmin ? null : new Set()) : webhook.teamIds && new Set(webhook.teamIds),
  );
  const [problem, setProblem] = useState<string>();
  const [preset, setPreset] = useState<Preset>(webhook?.preset ?? 'standard');
  const { hasUrl, fields } = presets[preset];
  const needed = (isOptional = false) => (webhook === undefined && !isOptional ? { rule: isGiven } : {});
  const form = useForm({
    start: { name: webhook?.name ?? '', url: webhook?.preset === 'standard' ? webhook.url : '', ...noFields },
    rules: {
      ...(webhook === undefined ? {} : { name: isName }),
      ...(hasUrl && needed().rule ? { url: isGiven } : {}),
      ...Object.fromEntries(
        fields.flatMap(({ name, isOptional }) => {
          const { rule } = needed(isOptional);
          return rule ? [[name, rule]] : [];
        }),
      ),
    },
    codes: { 'address-not-allowed': 'url' },
    paths: Object.fromEntries(presetFieldNames.map((name) => [`fields.${name}`, name])),
    async send({ name, url, ...values }) {
      const wrong = chosenProblem();
      setProblem(wrong);
      if (wrong !== undefined) return;
      const entered = fields.flatMap(({ name: field }) =>
        values[field].trim() === '' ? [] : [[field, values[field].trim()] as const],
      );
      await send(preset, {
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(url.trim() === '' || url.trim() === webhook?.url ? {} : { url: url.trim() }),
        ...(entered.length === 0 ? {} : { fields: Object.fromEntries(entered) }),
        events: events === null ? ['*'] : ([...events] as NewWebhook['events']),
        teamIds: teams === null ? null : [...teams],
      });
    },
  });
  function chosenProblem(): string | undefined {
    if (events?.size === 0) return t('webhooks.noEvents');
    return teams?.size === 0 ? t('webhooks.noTeams') : undefined;
  }
  const choosePreset = (value: string) => setPreset(presetNames.find((one) => one === value) ?? 'standard');
  return { form, preset, choosePreset, events, setEvents, teams, setTeams, problem };
}
