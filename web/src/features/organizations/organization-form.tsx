import { useTexts } from '../../i18n/use-texts.ts';
import type { Organization } from '../../api/types.ts';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { isGiven, isName } from '../../ui/field-rules.ts';
import { SettingsForm } from '../../ui/settings-form.tsx';
import { changeOrganization } from '../../data/organizations/change-organization.ts';

/** Name and address of an organization. */
export function OrganizationForm({ organization: { id, name, slug } }: { organization: Organization }) {
  const { t } = useTexts();
  const form = useForm({
    start: { name, slug },
    rules: { name: isName, slug: isGiven },
    codes: { 'slug-taken': 'slug' },
    send: async (values, { reset }) => {
      const [newName, newSlug] = [values.name.trim(), values.slug.trim()];
      await changeOrganization(id, {
        ...(newName === name ? {} : { name: newName }),
        ...(newSlug === slug ? {} : { slug: newSlug }),
      });
      reset();
      showToast({ text: t('organizationSettings.saved') });
    },
  });
  return (
    <SettingsForm form={form}>
      <TextField label={t('organizationSettings.name')} dir="auto" autoComplete="off" {...form.field('name')} />
      <TextField
        label={t('organizationSettings.slug')}
        hint={t('organizationSettings.slugHint')}
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        maxLength={60}
        {...form.field('slug')}
      />
    </SettingsForm>
  );
}
