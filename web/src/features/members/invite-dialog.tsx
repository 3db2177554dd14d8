import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { isEmail } from '../auth/field-rules.ts';
import { FormProblem } from '../auth/form-problem.tsx';
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
    start: { email: '', role: 'member', teamId: (own.find(({ id }) => id === lastTeam()) ?? own[0])?.id ?? '' },
    rules: { email: isEmail },
    codes: { 'already-member': 'email', 'already-invited': 'email' },
    send: async ({ email: typed, role: chosen, teamId }, { reset, focus }) => {
      const email = typed.trim();
      const role = roles.find((one) => one === chosen) ?? 'member';
      await invite({ organizationId, email, role, ...(teamId === '' ? {} : { teamId }) });
      showToast({ text: t('members.inviteSent', { email }) });
      reset('email');
      focus('email');
    },
  });
  return (
    <Dialog
      title={t('members.inviteTitle')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.done')}</Button>
          <Button type="submit" form={formId} tone="primary" isBusy={form.isSending}>
            {t('members.sendInvite')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={form.onSubmit} noValidate className="grid gap-4">
        <TextField
          label={t('fields.email')}
          type="email"
          dir="ltr"
          autoFocus
          autoComplete="off"
          {...form.field('email')}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField label={t('members.role')} {...form.choice('role')}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {t(`shared:roles.${role}`)}
              </option>
            ))}
          </SelectField>
          <SelectField label={t('members.team')} {...form.choice('teamId')}>
            <option value="">{t('members.noTeam')}</option>
            {own.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
        <FormProblem>{form.problem}</FormProblem>
      </form>
    </Dialog>
  );
}
