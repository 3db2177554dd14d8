import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Member } from '../../api/types.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { ManagerField } from './manager-field.tsx';
import { optionOf, positions, roles } from '../../data/members/positions.ts';
import { changeMember, type MemberChange, memberQuery } from '../../data/members/queries.ts';

interface MemberDialogProps {
  readonly organizationId: string;
  readonly member: Member;
  readonly onClose: () => void;
}

/** Role, position, title and manager of a member. */
export function MemberDialog({ organizationId, member, onClose }: MemberDialogProps) {
  const { t } = useTexts();
  const may = useOrganizationPermissions();
  const { userId, user } = member;
  const [managerId, setManagerId] = useState(member.managerId);
  const form = useForm({
    start: { role: member.role as string, position: member.position as string, title: member.title },
    codes: { 'last-owner': 'role', 'only-owners': 'role' },
    send: async (values) => {
      await changeMember(organizationId, userId, changesOf(member, { ...values, managerId }));
      showToast({ text: t('people.saved', { name: user.name }) });
      onClose();
    },
  });
  const isOwnersOnly = may?.manageOwners !== true;
  const isGuest = form.values.role === 'guest';
  return (
    <FormDialog title={user.name} submit={t('common.save')} form={form} onClose={onClose}>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={t('people.role')}
          disabled={isOwnersOnly && member.role === 'owner'}
          {...form.field('role')}
        >
          {roles.map((role) => (
            <option key={role} value={role} disabled={isOwnersOnly && role === 'owner'}>
              {t(`shared:roles.${role}`)}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('people.position')} {...form.field('position')}>
          {positions.map((position) => (
            <option key={position} value={position}>
              {t(`positions.${position}`)}
            </option>
          ))}
        </SelectField>
      </div>
      {isGuest && member.role !== 'guest' && <p className="text-meta text-warning">{t('people.guestWarning')}</p>}
      <TextField
        label={t('people.jobTitle')}
        hint={t('people.jobTitleHint')}
        dir="auto"
        maxLength={100}
        autoComplete="off"
        {...form.field('title')}
      />
      {!isGuest && (
        <ManagerField organizationId={organizationId} userId={userId} value={managerId} onChange={setManagerId} />
      )}
    </FormDialog>
  );
}

/** Loads the member if only the id is known. */
export function MemberDialogById({ userId, ...rest }: Omit<MemberDialogProps, 'member'> & { readonly userId: string }) {
  const { data } = useQuery(memberQuery(rest.organizationId, userId));
  return data ? <MemberDialog member={data} {...rest} /> : null;
}

/** Sends only the changed fields, so that others' changes to the rest are kept. */
function changesOf(
  before: Member,
  { role, position, title, managerId }: { role: string; position: string; title: string; managerId: string | null },
): MemberChange {
  const newRole = optionOf(roles, role);
  const newPosition = optionOf(positions, position);
  return {
    ...(newRole !== undefined && newRole !== before.role ? { role: newRole } : {}),
    ...(newPosition !== undefined && newPosition !== before.position ? { position: newPosition } : {}),
    ...(title.trim() === before.title ? {} : { title: title.trim() }),
    ...(managerId === before.managerId || newRole === 'guest' ? {} : { managerId }),
  };
}
