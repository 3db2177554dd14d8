import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { FocusPage } from '../../ui/focus-page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { keyOf } from './key-of.ts';
import { isKeyOrEmpty } from './key-rule.ts';
import { createTeam, teamsQuery } from '../../data/teams/queries.ts';

export function NewTeamPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { organizationId } = useParams({ from: '/_session/organizations/$organizationId/new-team' });
  const organization = useOrganization();
  const { data: teams } = useSuspenseQuery(teamsQuery);
  const form = useForm({
    start: { name: '', key: '' },
    rules: {
      name: isName,
      key: isKeyOrEmpty,
    },
    codes: { 'key-taken': 'key' },
    send: async ({ name, key: typedKey }) => {
      const key = typedKey.trim().toUpperCase();
      const team = await createTeam({ organizationId, name: name.trim(), ...(key === '' ? {} : { key }) });
      await navigate({ to: '/teams/$teamId/start', params: { teamId: team.id } });
    },
  });
  return (
    <FocusPage
      title={t('onboarding.teamTitle')}
      text={t('onboarding.teamText', { organization: organization?.name ?? '' })}
      step={teams.length === 0 ? 2 : undefined}
    >
      <form onSubmit={form.onSubmit} noValidate className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-[1fr_9rem]">
          <TextField label={t('onboarding.teamName')} autoFocus dir="auto" {...form.field('name')} />
          <TextField
            label={t('onboarding.teamKey')}
            dir="ltr"
            placeholder={keyOf(form.values.name, 4) || 'ENG'}
            maxLength={6}
            {...form.field('key')}
          />
        </div>
        <p className="text-meta text-muted">{t('onboarding.teamKeyHint')}</p>
        <FormProblem>{form.problem}</FormProblem>
        <Button type="submit" tone="primary" size="large" isWide isBusy={form.isSending}>
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
