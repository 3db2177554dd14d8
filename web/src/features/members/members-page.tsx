import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Member } from '../../api/types.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Page } from '../../ui/page.tsx';
import { showToast } from '../../ui/toasts.ts';
import { Unread } from '../../ui/unread.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { InviteButton } from '../invites/invite-button.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { LeaveDialog } from './leave-section.tsx';
import { MemberDialog } from './member-dialog.tsx';
import { MemberFilter, type MemberFilterValues } from './member-filter.tsx';
import { MemberRow } from './member-row.tsx';
import { MembersParts } from '../navigation/members-parts.tsx';
import { optionOf, positions, roles } from '../../data/members/positions.ts';
import { memberSearchQuery, type MemberSearch } from '../../data/members/queries.ts';
import { RemoveMemberDialog } from './remove-member-dialog.tsx';

const everyone: MemberFilterValues = { text: '', role: '', position: '' };

/** The members of an organization. */
export function MembersPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/members' });
  const may = useOrganizationPermissions();
  const [filter, setFilter] = useState(everyone);
  const search = searchOf(useDeferredValue(filter));
  const members = useInfiniteQuery({
    ...memberSearchQuery(organizationId, search),
    placeholderData: (before) => before,
  });
  const [act, setAct] = useState<{ readonly kind: 'edit' | 'remove'; readonly member: Member } | null>(null);
  const close = () => setAct(null);
  const loadedMembers = members.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      title={t('sidebar.members')}
      parts={<MembersParts organizationId={organizationId} />}
      action={<InviteButton organizationId={organizationId} />}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <MemberFilter values={filter} onChange={setFilter} />
        <Unread query={members} />
        {members.data && loadedMembers.length === 0 && (
          <p role="status" className="px-3 py-8 text-center text-muted">
            {t('people.nobodyFound')}
          </p>
        )}
        <ul aria-label={t('sidebar.members')}>
          {loadedMembers.map((member) => (
            <MemberRow
              key={member.userId}
              member={member}
              may={may}
              onEdit={() => setAct({ kind: 'edit', member })}
              onRemove={() => setAct({ kind: 'remove', member })}
            />
          ))}
        </ul>
        <MoreButton query={members} />
      </div>
      {act?.kind === 'edit' && <MemberDialog organizationId={organizationId} member={act.member} onClose={close} />}
      {act?.kind === 'remove' && <Removal member={act.member} onClose={close} />}
    </Page>
  );
}

function Removal({ member: { userId, user }, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTexts();
  const me = useMe();
  const organization = useOrganization();
  if (!organization) return null;
  if (userId === me.id) return <LeaveDialog organization={organization} onClose={onClose} />;
  const finish = () => {
    onClose();
    showToast({ text: t('people.removed', { name: user.name, organization: organization.name }) });
  };
  return (
    <RemoveMemberDialog
      organization={organization}
      userId={userId}
      name={user.name}
      isMe={false}
      onRemoved={finish}
      onClose={onClose}
    />
  );
}

function searchOf({ text, role, position }: MemberFilterValues): MemberSearch {
  const q = text.trim();
  const chosenRole = optionOf(roles, role);
  const chosenPosition = optionOf(positions, position);
  return {
    ...(q === '' ? {} : { q }),
    ...(chosenRole ? { role: chosenRole } : {}),
    ...(chosenPosition ? { position: chosenPosition } : {}),
  };
}
