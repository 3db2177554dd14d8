import { useQuery } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { emailRules } from '../auth/field-rules.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { submitWith } from '../auth/submit.ts';
import { lastTeam } from '../teams/last-team.ts';
import { teamsQuery } from '../teams/queries.ts';
import { invite } from './queries.ts';

interface InviteDialogProps {
  readonly organizationId: string;
  readonly onClose: () => void;
}

const roles = ['member', 'admin', 'owner', 'guest'] as const;
const formId = 'invite';

/** Asks somebody in by mail; the dialog stays open for the next one. */
export function InviteDialog({ organizationId, onClose }: InviteDialogProps) {
  const { t } = useTexts();
  const { data: teams = [] } = useQuery(teamsQuery);
  const own = teams.filter((team) => team.organizationId === organizationId);
  const form = useForm({
    defaultValues: {
      email: '',
      role: 'member' as (typeof roles)[number],
      teamId: (own.find(({ id }) => id === lastTeam()) ?? own[0])?.id ?? '',
    },
  });
  const { register, formState, resetField, setFocus } = form;
  const submit = submitWith(form, async ({ email, role, teamId }) => {
    await invite({ organizationId, email, role, ...(teamId === '' ? {} : { teamId }) });
    showToast({ text: t('members.inviteSent', { email }) });
    resetField('email');
    setFocus('email');
  });
  return (
    <Dialog
      title={t('members.inviteTitle')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.done')}</Button>
          <Button type="submit" form={formId} tone="primary" isBusy={formState.isSubmitting}>
            {t('members.sendInvite')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="grid gap-4">
        <TextField
          label={t('fields.email')}
          type="email"
          dir="ltr"
          autoFocus
          autoComplete="off"
          error={formState.errors.email?.message}
          {...register('email', emailRules())}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField label={t('members.role')} {...register('role')}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {t(`shared:roles.${role}`)}
              </option>
            ))}
          </SelectField>
          <SelectField label={t('members.team')} {...register('teamId')}>
            <option value="">{t('members.noTeam')}</option>
            {own.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
        <FormProblem>{formState.errors.root?.message}</FormProblem>
      </form>
    </Dialog>
  );
}
