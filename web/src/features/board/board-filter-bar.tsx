import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { UserRound, X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { membersQuery } from '../../data/members/queries.ts';
import { TextFilter } from '../tasks/text-filter.tsx';
import { type BoardFilter, isFiltered } from '../../data/boards/filter.ts';

/** Filters the board by words and person; both are stored in the address. */
export function BoardFilterBar({ team, filter }: { team: Team; filter: BoardFilter }) {
  const { t } = useTexts();
  const navigate = useNavigate({ from: '/teams/$teamId/board' });
  const narrow = (change: BoardFilter) =>
    void navigate({ to: '.', search: (current) => ({ ...current, ...change }), replace: true });
  return (
    <div className="ms-auto flex min-w-0 items-center gap-1.5">
      <TextFilter
        q={filter.q}
        help={[t('shortcuts.board'), t('shortcuts.filter')]}
        className="w-36 transition-[width] focus:w-52 sm:w-44"
        onChange={(q) => narrow({ q })}
      />
      <AssigneeFilter team={team} assignee={filter.assignee} onChange={(assignee) => narrow({ assignee })} />
      {isFiltered(filter) && (
        <IconButton label={t('filter.clear')} onClick={() => narrow({ q: undefined, assignee: undefined })}>
          <Icon of={X} />
        </IconButton>
      )}
    </div>
  );
}

interface AssigneeFilterProps {
  readonly team: Team;
  readonly assignee: string | undefined;
  readonly onChange: (assignee: string | undefined) => void;
}

function AssigneeFilter({ team, assignee, onChange }: AssigneeFilterProps) {
  const { t } = useTexts();
  const me = useMe();
  const { data: members = [] } = useQuery(membersQuery(team.organizationId));
  const people = members.map(({ user }) => ({
    id: user.id,
    label: user.name,
    icon: <Avatar name={user.name} url={user.avatarUrl} />,
  }));
  const fixed = [
    { id: 'me', label: t('filter.me'), icon: <Avatar name={me.name} url={me.avatarUrl} /> },
    { id: 'none', label: t('filter.nobody'), icon: <Icon of={UserRound} className="mx-0.5" /> },
  ];
  const selected = [...fixed, ...people].find(({ id }) => id === assignee);
  return (
    <ChoiceButton
      label={t('filter.assignee')}
      aria-label={selected ? t('filter.assigneeIs', { name: selected.label }) : t('filter.assignee')}
      title={t('filter.assignee')}
      choices={[...fixed, ...people.filter(({ id }) => id !== me.id)]}
      selected={assignee === undefined ? [] : [assignee]}
      mode="single"
      onChoose={([id]) => onChange(id)}
      className="flex h-8 items-center gap-2 rounded-[6px] px-2 text-soft hover:bg-hover aria-expanded:bg-hover"
    >
      {selected?.icon ?? <Icon of={UserRound} />}
      {selected && <bdi className="max-w-28 truncate max-sm:sr-only">{selected.label}</bdi>}
    </ChoiceButton>
  );
}
