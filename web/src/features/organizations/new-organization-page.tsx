import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { FocusPage } from '../../ui/focus-page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { nameRules } from '../auth/field-rules.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { submitWith } from '../auth/submit.ts';
import { createOrganization, organizationsQuery } from './queries.ts';

export function NewOrganizationPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { data: organizations } = useSuspenseQuery(organizationsQuery);
  const form = useForm({ defaultValues: { name: '' } });
  const { register, formState } = form;
  const submit = submitWith(form, async ({ name }) => {
    const { id } = await createOrganization(name.trim());
    await navigate({ to: '/organizations/$organizationId/new-team', params: { organizationId: id } });
  });
  return (
    <FocusPage
      title={t('onboarding.organizationTitle')}
      text={t('onboarding.organizationText')}
      step={organizations.length === 0 ? 1 : undefined}
    >
      <form onSubmit={submit} noValidate className="grid gap-4">
        <TextField
          label={t('onboarding.organizationName')}
          autoFocus
          dir="auto"
          autoComplete="organization"
          error={formState.errors.name?.message}
          {...register('name', nameRules())}
        />
        <FormProblem>{formState.errors.root?.message}</FormProblem>
        <Button type="submit" tone="primary" size="large" isWide isBusy={formState.isSubmitting}>
          {t('onboarding.createOrganization')}
        </Button>
      </form>
    </FocusPage>
  );
}
