import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/section.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import type { Organization } from '../../api/types.ts';
import { isName } from '../auth/field-rules.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { changeOrganization } from './change-organization.ts';
import { isAdmin } from './may.ts';
import { RuleField } from './rule-field.tsx';
import { useOrganization } from './use-organization.ts';

/** What an organization's admins settle for everyone in it; members read it. */
export function OrganizationSettingsPage() {
  const { t } = useTexts();
  const organization = useOrganization();
  if (!organization) return null;
  const rule = { organization, isReadOnly: !isAdmin(organization) };
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="text-reading font-semibold">{t('organizationSettings.title')}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-xl gap-8 p-6 pb-16 max-sm:px-4">
          {isAdmin(organization) && <NameForm key={organization.id} organization={organization} />}
          <Section title={t('organizationSettings.signIn')}>
            <RuleField {...rule} name="requireSecondFactor" hint={t('organizationSettings.requireSecondFactorText')} />
          </Section>
          <Section title={t('organizationSettings.rights')}>
            <RuleField {...rule} name="membersMakeProjects" />
            <RuleField {...rule} name="membersMakeLabels" />
          </Section>
        </div>
      </div>
    </div>
  );
}

function NameForm({ organization: { id, name } }: { organization: Organization }) {
  const { t } = useTexts();
  const form = useForm({
    start: { name },
    rules: { name: isName },
    send: async (typed, { reset }) => {
      await changeOrganization(id, { name: typed.name.trim() });
      reset();
      showToast({ text: t('organizationSettings.saved') });
    },
  });
  return (
    <form onSubmit={form.onSubmit} noValidate className="grid gap-4">
      <TextField label={t('organizationSettings.name')} dir="auto" autoComplete="off" {...form.field('name')} />
      <FormProblem>{form.problem}</FormProblem>
      <Button
        type="submit"
        tone="primary"
        className="justify-self-start"
        isBusy={form.isSending}
        disabled={!form.isChanged}
      >
        {t('common.save')}
      </Button>
    </form>
  );
}
