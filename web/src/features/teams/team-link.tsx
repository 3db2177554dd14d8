import { Link } from '@tanstack/react-router';
import type { Team } from '../../api/types.ts';
import { Name } from '../../ui/name.tsx';

/** The team that a page belongs to, above the page's title; leads to its board. */
export function TeamLink({ team }: { team: Pick<Team, 'id' | 'name'> }) {
  return (
    <Link
      to="/teams/$teamId/board"
      params={{ teamId: team.id }}
      className="tap flex min-w-0 rounded-[6px] px-1.5 py-0.5 text-soft hover:bg-hover hover:text-ink"
    >
      <Name className="truncate">{team.name}</Name>
    </Link>
  );
}
