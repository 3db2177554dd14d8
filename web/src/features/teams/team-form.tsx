import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { ColourField } from '../../ui/colour-field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';
import { SettingsForm } from '../../ui/settings-form.tsx';
import { isKey } from './key-rule.ts';
import { changeTeam } from '../../data/teams/queries.ts';

/** Name, key and colour of a team. */
export function TeamForm({ team }: { team: Team }) {
  const { t } = useTexts();
  const { id, name, key, colour, description } = team;
  const form = useForm({
    start: { name, key, colour, description },
    rules: { name: isName, key: isKey },
    codes: { 'key-taken': 'key' },
    send: async (typed, { reset }) => {
      const newKey = typed.key.trim().toUpperCase();
      await changeTeam(id, {
        name: typed.name.trim(),
        colour: typed.colour,
        description: typed.description.trim(),
        ...(newKey === key ? {} : { key: newKey }),
      });
      reset();
      showToast({ text: t('teams.saved') });
    },
  });
  return (
    <SettingsForm form={form}>
      <div className="grid gap-4 sm:grid-cols-[1fr_9rem]">
        <TextField label={t('teams.name')} dir="auto" autoComplete="off" {...form.field('name')} />
        <TextField label={t('teams.key')} dir="ltr" maxLength={6} autoComplete="off" {...form.field('key')} />
      </div>
      {form.values.key.trim().toUpperCase() !== key && <p className="text-meta text-muted">{t('teams.keyChange')}</p>}
      <TextArea label={t('teams.description')} dir="auto" rows={2} maxLength={2_000} {...form.field('description')} />
      <ColourField label={t('teams.colour')} {...form.field('colour')} />
    </SettingsForm>
  );
}
