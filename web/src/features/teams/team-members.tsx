import { useInfiniteQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Permissions, Team } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Section } from '../../ui/section.tsx';
import { Unread } from '../../ui/unread.tsx';
import { PersonDialog } from '../members/person-dialog.tsx';
import { setTeamMember, teamMembersQuery } from '../../data/teams/queries.ts';
import { TeamMemberRow } from './team-member-row.tsx';

interface TeamMembersProps {
  readonly team: Team;
  readonly may: NonNullable<Permissions['team']>;
}

/** The members of a team and their roles. */
export function TeamMembers({ team, may }: TeamMembersProps) {
  const { t } = useTexts();
  const members = useInfiniteQuery(teamMembersQuery(team.id));
  const [isAdding, setAdding] = useState(false);
  const loadedMembers = members.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section
      title={t('sidebar.members')}
      action={
        may.changeSettings && (
          <Button onClick={() => setAdding(true)}>
            <Icon of={UserPlus} />
            {t('teams.addMember')}
          </Button>
        )
      }
    >
      <Unread query={members} />
      <ul aria-label={t('sidebar.members')}>
        {loadedMembers.map((member) => (
          <TeamMemberRow key={member.userId} team={team} member={member} may={may} />
        ))}
      </ul>
      <MoreButton query={members} />
      {isAdding && (
        <PersonDialog
          title={t('teams.addMemberTitle', { team: team.name })}
          label={t('teams.whom')}
          submit={t('teams.addMember')}
          organizationId={team.organizationId}
          withoutIds={loadedMembers.map(({ userId }) => userId)}
          onChoose={(userId) => setTeamMember(team.id, userId, 'member')}
          onClose={() => setAdding(false)}
        />
      )}
    </Section>
  );
}
