import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { InvitedLine } from '../../api/types.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isGiven } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { useSendsMail } from '../../data/server/use-server.ts';
import { optionOf, roles } from '../../data/members/positions.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { lastTeam } from '../../data/teams/last-team.ts';
import { teamsQuery } from '../../data/teams/queries.ts';
import { InvitedLines } from './invited-lines.tsx';
import { inviteAll } from '../../data/invites/queries.ts';

interface InviteDialogProps {
  readonly organizationId: string;
  readonly onClose: () => void;
}

const formId = 'invite';

/**
 * Invites one or many people by mail. It stays open and shows the result of each line, so that failed ones can be
 * corrected.
 */
export function InviteDialog({ organizationId, onClose }: InviteDialogProps) {
  const { t } = useTexts();
  const may = useOrganizationPermissions();
  const sendsMail = useSendsMail();
  const { data: teams = [] } = useQuery(teamsQuery);
  const own = teams.filter((team) => team.organizationId === organizationId);
  const [results, setResults] = useState<readonly InvitedLine[]>([]);
  const form = useForm({
    start: { lines: '', role: 'member', teamId: (own.find(({ id }) => id === lastTeam()?.id) ?? own[0])?.id ?? '' },
    rules: { lines: isGiven },
    send: async ({ lines, role, teamId }, { reset, focus }) => {
      const terms = {
        role: optionOf(roles, role) ?? 'member',
        ...(teamId === '' || role === 'guest' ? {} : { teamId }),
      };
      const newResults = await inviteAll({ organizationId, lines, ...terms });
      setResults(newResults);
      announce(t('invitations.sentCount', { count: newResults.filter(({ status }) => status === 'invited').length }));
      reset('lines');
      focus('lines');
    },
  });
  return (
    <Dialog
      title={t('invitations.inviteTitle')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.done')}</Button>
          <Button type="submit" form={formId} tone="primary" isBusy={form.isSending}>
            {t(sendsMail ? 'invitations.send' : 'invitations.make')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={form.onSubmit} noValidate className="grid gap-4">
        <TextArea
          label={t('invitations.addresses')}
          hint={t('invitations.addressesHint')}
          dir="ltr"
          rows={3}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          {...form.field('lines')}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField label={t('people.role')} {...form.field('role')}>
            {roles.map((role) => (
              <option key={role} value={role} disabled={role === 'owner' && may?.manageOwners !== true}>
                {t(`shared:roles.${role}`)}
              </option>
            ))}
          </SelectField>
          <SelectField label={t('invitations.team')} disabled={form.values.role === 'guest'} {...form.field('teamId')}>
            <option value="">{t('invitations.noTeam')}</option>
            {own.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
        <p className="text-meta text-muted">
          {t(`invitations.roleText.${optionOf(roles, form.values.role) ?? 'member'}`)}
        </p>
        <FormProblem>{form.problem}</FormProblem>
      </form>
      {results.length > 0 && <InvitedLines lines={results} />}
    </Dialog>
  );
}
