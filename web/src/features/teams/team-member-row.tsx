import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { UserMinus } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { whileLeaving } from '../../api/leaving.ts';
import type { Permissions, Team, TeamMember } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Name } from '../../ui/name.tsx';
import { SmallSelect } from '../../ui/small-select.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useOptimisticChange } from '../../ui/use-optimistic-change.ts';
import { useMe } from '../../data/session/use-me.ts';
import { optionOf } from '../../data/members/positions.ts';
import { leaveTeam, refreshTeam, removeTeamMember, setTeamMember } from '../../data/teams/queries.ts';

interface TeamMemberRowProps {
  readonly team: Team;
  readonly member: TeamMember;
  readonly may: NonNullable<Permissions['team']>;
}

const teamRoles = ['owner', 'admin', 'member'] as const;

export function TeamMemberRow({ team, member: { userId, user, role }, may }: TeamMemberRowProps) {
  const { t } = useTexts();
  const me = useMe();
  const onError = (error: unknown) =>
    showToast({ tone: 'danger', text: t('teams.memberFailed', { name: user.name }), detail: problemText(error) });
  const change = useOptimisticChange((next: Pick<TeamMember, 'role'>) =>
    setTeamMember(team.id, userId, next.role).catch(onError),
  );
  const navigate = useNavigate();
  const leave = async () => {
    const { id, organizationId } = team;
    await whileLeaving(id, async () => {
      if (await leaveTeam(id, userId)) return;
      await navigate({ to: '/organizations/$organizationId/teams', params: { organizationId } });
    });
    await refreshTeam(team);
  };
  const remove = useMutation({
    mutationFn: () => (userId === me.id ? leave() : removeTeamMember(team.id, userId)),
    onError,
  });
  const isOwnersOnly = role === 'owner' && !may.manageOwners;
  const mayChange = may.changeSettings && !isOwnersOnly;
  const shownRole = change.wanted.role ?? role;
  const roles = may.manageOwners ? teamRoles : teamRoles.filter((one) => one !== 'owner' || one === role);
  return (
    <li className="flex min-h-11 items-center gap-3 rounded-normal px-2 hover:bg-hover">
      <Avatar name={user.name} url={user.avatarUrl} size={24} />
      <p className="flex min-w-0 flex-1 gap-2">
        <Name className="truncate">{user.name}</Name>
        {userId === me.id && <span className="flex-none text-muted">{t('people.you')}</span>}
      </p>
      {mayChange ? (
        <SmallSelect
          label={t('teams.roleOf', { name: user.name })}
          value={shownRole}
          isQuiet
          options={roles.map((one) => [one, t(`teams.roles.${one}`)])}
          onChange={(value) => {
            const next = optionOf(teamRoles, value);
            if (next) change.to({ role: next });
          }}
        />
      ) : (
        <span className="px-3 text-soft">{t(`teams.roles.${role}`)}</span>
      )}
      {(mayChange || userId === me.id) && (
        <IconButton
          label={userId === me.id ? t('teams.leave') : t('teams.removeMember', { name: user.name })}
          disabled={remove.isPending}
          onClick={() => remove.mutate()}
        >
          <Icon of={UserMinus} />
        </IconButton>
      )}
    </li>
  );
}
