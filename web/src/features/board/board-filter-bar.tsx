import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Search, UserRound, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { useMe } from '../auth/use-me.ts';
import { membersQuery } from '../members/queries.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { type BoardFilter, isFiltered } from './filter.ts';

const typingPauseMs = 180;

/** Narrows the board by words and by person; both stand in the address. */
export function BoardFilterBar({ team, filter }: { team: Team; filter: BoardFilter }) {
  const { t } = useTexts();
  const navigate = useNavigate({ from: '/teams/$teamId/board' });
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(filter.q ?? '');

  const narrow = (change: BoardFilter) =>
    void navigate({ to: '.', search: (known) => ({ ...known, ...change }), replace: true });
  // The field leads and the address follows, but when the address is cleared: a link to the whole board was followed.
  const [before, setBefore] = useState(filter.q);
  if (filter.q !== before) {
    setBefore(filter.q);
    if (filter.q === undefined) setTyped('');
  }
  const search = useEffectEvent((q: string | undefined) => q !== filter.q && narrow({ q }));
  useEffect(() => {
    const timer = setTimeout(() => search(typed.trim() === '' ? undefined : typed.trim()), typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed]);

  useShortcuts(t('shortcuts.board'), [{ keys: '/', label: t('shortcuts.filter'), run: () => field.current?.focus() }]);

  return (
    <div className="ms-auto flex min-w-0 items-center gap-1.5">
      <div className="relative min-w-0">
        <Icon of={Search} className="pointer-events-none absolute inset-y-0 start-2 my-auto text-muted" />
        <input
          ref={field}
          type="search"
          aria-label={t('filter.text')}
          aria-keyshortcuts="/"
          placeholder={t('filter.placeholder')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          className="h-8 w-36 min-w-0 rounded-[6px] border border-transparent bg-hover ps-8 pe-2 outline-offset-0 transition-[width] focus:w-52 sm:w-44"
        />
      </div>
      <AssigneeFilter team={team} assignee={filter.assignee} onChange={(assignee) => narrow({ assignee })} />
      {isFiltered(filter) && (
        <IconButton
          label={t('filter.clear')}
          onClick={() => {
            setTyped('');
            narrow({ q: undefined, assignee: undefined });
          }}
        >
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
  const chosen = [...fixed, ...people].find(({ id }) => id === assignee);
  return (
    <ChoiceButton
      label={t('filter.assignee')}
      aria-label={chosen ? t('filter.assigneeIs', { name: chosen.label }) : t('filter.assignee')}
      title={t('filter.assignee')}
      choices={[...fixed, ...people.filter(({ id }) => id !== me.id)]}
      selected={assignee === undefined ? [] : [assignee]}
      mode="single"
      onChoose={([id]) => onChange(id)}
      className="flex h-8 items-center gap-2 rounded-[6px] px-2 text-soft hover:bg-hover aria-expanded:bg-hover"
    >
      {chosen?.icon ?? <Icon of={UserRound} />}
      {chosen && <bdi className="max-w-28 truncate max-sm:sr-only">{chosen.label}</bdi>}
    </ChoiceButton>
  );
}
