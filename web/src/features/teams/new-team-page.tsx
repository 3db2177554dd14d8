import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { useTexts } from '../../i18n/use-texts.ts';
import { isProblem } from '../../api/problem.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { FocusPage } from '../../ui/focus-page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { nameRules } from '../auth/field-rules.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { submitWith } from '../auth/submit.ts';
import { useOrganization } from '../organizations/use-organization.ts';
import { createTeam, teamsQuery } from './queries.ts';

const keyPattern = /^[A-Z]{2,6}$/;

export function NewTeamPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { organizationId } = useParams({ from: '/_session/organizations/$organizationId/new-team' });
  const organization = useOrganization();
  const { data: teams } = useSuspenseQuery(teamsQuery);
  const form = useForm({ defaultValues: { name: '', key: '' } });
  const { register, formState, setError } = form;
  const submit = submitWith(form, async ({ name, key }) => {
    try {
      const team = await createTeam({ organizationId, name: name.trim(), ...(key === '' ? {} : { key }) });
      await navigate({ to: '/teams/$teamId/start', params: { teamId: team.id } });
    } catch (error) {
      if (!isProblem(error, 'key-taken')) throw error;
      setError('key', { message: problemText(error) }, { shouldFocus: true });
    }
  });
  return (
    <FocusPage
      title={t('onboarding.teamTitle')}
      text={t('onboarding.teamText', { organization: organization?.name ?? '' })}
      step={teams.length === 0 ? 2 : undefined}
    >
      <form onSubmit={submit} noValidate className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-[1fr_9rem]">
          <TextField
            label={t('onboarding.teamName')}
            autoFocus
            dir="auto"
            error={formState.errors.name?.message}
            {...register('name', nameRules())}
          />
          <TextField
            label={t('onboarding.teamKey')}
            dir="ltr"
            placeholder="ENG"
            maxLength={6}
            error={formState.errors.key?.message}
            {...register('key', {
              setValueAs: (value: string) => value.trim().toUpperCase(),
              validate: (value) => value === '' || keyPattern.test(value) || t('onboarding.teamKeyWrong'),
            })}
          />
        </div>
        <p className="text-meta text-muted">{t('onboarding.teamKeyHint')}</p>
        <FormProblem>{formState.errors.root?.message}</FormProblem>
        <Button type="submit" tone="primary" size="large" isWide isBusy={formState.isSubmitting}>
          {t('onboarding.createTeam')}
        </Button>
      </form>
      <p className="text-soft">
        {t('onboarding.haveTrello')}{' '}
        <Link
          to="/organizations/$organizationId/imports"
          params={{ organizationId }}
          className="text-accent-text underline underline-offset-2"
        >
          {t('onboarding.importInstead')}
        </Link>
      </p>
    </FocusPage>
  );
}
