import { ownPath } from '../lib/own-path.ts';
import { readText, searchReader } from '../lib/search.ts';

/** Where to go after signing in: a path of ours, never an address elsewhere. */
function readNext(value: unknown): string | undefined {
  return ownPath(readText(value) ?? '') ?? undefined;
}

/** A code of what went wrong on the way back from a provider. */
function readCode(value: unknown): string | undefined {
  const code = readText(value);
  return code !== undefined && /^[a-z-]{1,50}$/.test(code) ? code : undefined;
}

export const nextSearch = searchReader({ next: readNext });
export const errorSearch = searchReader({ error: readCode });
export const signInSearch = searchReader({ next: readNext, error: readCode });

/** What is looked for in the audit log. */
export const auditSearch = searchReader({ type: readText, userId: readText });

export const boardSearch = searchReader({ q: readText, assignee: readText });

/** The team that something is for, where that is known already. */
export const teamSearch = searchReader({ teamId: readText });
