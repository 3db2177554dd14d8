import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { FocusPage } from '../../ui/focus-page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { DeletedOrganizations } from './deleted-organizations.tsx';
import { createOrganization, organizationsQuery } from '../../data/organizations/queries.ts';

export function NewOrganizationPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { data: organizations } = useSuspenseQuery(organizationsQuery);
  const form = useForm({
    start: { name: '' },
    rules: { name: isName },
    send: async ({ name }) => {
      const { id } = await createOrganization(name.trim());
      await navigate({ to: '/organizations/$organizationId/new-team', params: { organizationId: id } });
    },
  });
  return (
    <FocusPage
      title={t('onboarding.organizationTitle')}
      text={t('onboarding.organizationText')}
      step={organizations.length === 0 ? 1 : undefined}
    >
      <form onSubmit={form.onSubmit} noValidate className="grid gap-4">
        <TextField
          label={t('onboarding.organizationName')}
          autoFocus
          dir="auto"
          autoComplete="organization"
          {...form.field('name')}
        />
        <FormProblem>{form.problem}</FormProblem>
        <Button type="submit" tone="primary" size="large" isWide isBusy={form.isSending}>
          {t('onboarding.createOrganization')}
        </Button>
      </form>
      <p className="text-soft">
        {t('onboarding.alreadyThere')}{' '}
        <Link to="/join" className="text-accent-text underline underline-offset-2">
          {t('organization.join')}
        </Link>
      </p>
      <DeletedOrganizations />
    </FocusPage>
  );
}
