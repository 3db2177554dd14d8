import { lastTeam } from '../data/teams/last-team.ts';

/** The team that the page at a path shows; the home page shows the last one. */
export function teamAt(pathname: string): string | null {
  if (pathname === '/') return lastTeam()?.id ?? null;
  return /^\/teams\/([\da-f-]{36})(\/|$)/.exec(pathname)?.[1] ?? null;
}
