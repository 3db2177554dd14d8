import type { AuditChoice } from '../features/admin/queries.ts';
import type { BoardFilter } from '../features/board/filter.ts';

/** Where to go after signing in: a path of ours, never an address elsewhere. */
export function nextSearch(search: Record<string, unknown>): { next?: string } {
  const next = textIn(search, 'next');
  return next !== undefined && /^\/(?![/\\])/.test(next) ? { next } : {};
}

/** A code of what went wrong on the way back from a provider. */
export function errorSearch(search: Record<string, unknown>): { error?: string } {
  const error = textIn(search, 'error');
  return error !== undefined && /^[a-z-]{1,50}$/.test(error) ? { error } : {};
}

export function signInSearch(search: Record<string, unknown>): { next?: string; error?: string } {
  return { ...nextSearch(search), ...errorSearch(search) };
}

/** What is looked for in the audit log. */
export function auditSearch(search: Record<string, unknown>): AuditChoice {
  const type = textIn(search, 'type');
  const userId = textIn(search, 'userId');
  return { ...(type === undefined ? {} : { type }), ...(userId === undefined ? {} : { userId }) };
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
