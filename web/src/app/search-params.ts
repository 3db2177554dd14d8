import type { BoardFilter } from '../features/board/filter.ts';

/** Where to go after signing in: a path of ours, never an address elsewhere. */
export function nextSearch(search: Record<string, unknown>): { next?: string } {
  const next = textIn(search, 'next');
  return next !== undefined && /^\/(?![/\\])/.test(next) ? { next } : {};
}

export function boardSearch(search: Record<string, unknown>): BoardFilter {
  const q = textIn(search, 'q');
  const assignee = textIn(search, 'assignee');
  return { ...(q === undefined ? {} : { q }), ...(assignee === undefined ? {} : { assignee }) };
}

/** The team that something is for, where that is known already. */
export function teamSearch(search: Record<string, unknown>): { teamId?: string } {
  const teamId = textIn(search, 'teamId');
  return teamId === undefined ? {} : { teamId };
}

function textIn(search: Record<string, unknown>, name: string): string | undefined {
  const value = search[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
