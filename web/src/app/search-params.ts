import { ownPath } from '../lib/own-path.ts';
import { readText, searchReader } from '../lib/search.ts';
import { messageStates } from '../data/mail-log/states.ts';

/** The page to open after signing in: a path of this app, never another site. */
function readNext(value: unknown): string | undefined {
  return ownPath(readText(value) ?? '') ?? undefined;
}

/** The code of a problem that a provider's redirect reports. */
function readCode(value: unknown): string | undefined {
  const code = readText(value);
  return code !== undefined && /^[a-z-]{1,50}$/.test(code) ? code : undefined;
}

export const nextSearch = searchReader({ next: readNext });
export const errorSearch = searchReader({ error: readCode });
export const signInSearch = searchReader({ next: readNext, error: readCode });

/** The filters of the audit log. */
export const auditSearch = searchReader({ type: readText, userId: readText });

/** The filters of the email log. */
export const messagesSearch = searchReader({
  state: (value) => messageStates.find((state) => state === value),
  type: readText,
  q: readText,
});

/** The preselected team, if known. */
export const teamSearch = searchReader({ teamId: readText });
