import { z } from 'zod';
import { Email } from '#modules/auth';
import { invalid } from '#platform/errors.ts';
import { Invite } from './invite.ts';

export const lineStatuses = ['invited', 'already-member', 'already-invited', 'duplicate', 'bad-address'] as const;

export const InvitedLine = z.strictObject({
  line: z.string().describe('As it was pasted.'),
  email: z.string().nullable(),
  status: z.enum(lineStatuses),
  invite: Invite.nullable(),
});
export type InvitedLine = z.infer<typeof InvitedLine>;

export const linesLength = 100_000;
const mostLines = 500;
const shownLength = 300;

interface ReadLine {
  readonly line: string;
  readonly email: string | null;
  /** Null where it may be invited. */
  readonly status: 'duplicate' | 'bad-address' | null;
}

/**
 * Addresses of a pasted list: one a line, or parted by commas and semicolons; `Name <address>` as mail programs copy it.
 * @throws DomainError 422 for more than 500, or none.
 */
export function readLines(text: string): ReadLine[] {
  const lines = text
    .split(/[\n\r,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) throw invalid('lines', 'must not be empty');
  if (lines.length > mostLines) throw invalid('lines', `must hold at most ${mostLines} addresses`);
  const seen = new Set<string>();
  return lines.map((line) => {
    const shown = line.slice(0, shownLength).toWellFormed();
    const parsed = Email.safeParse(addressIn(line));
    if (!parsed.success) return { line: shown, email: null, status: 'bad-address' };
    const email = parsed.data;
    const isDuplicate = seen.has(email.toLowerCase());
    seen.add(email.toLowerCase());
    return { line: shown, email, status: isDuplicate ? 'duplicate' : null };
  });
}

/** What stands between the last angle brackets, else the whole. */
function addressIn(line: string): string {
  const start = line.lastIndexOf('<');
  return start !== -1 && line.endsWith('>') ? line.slice(start + 1, -1).trim() : line;
}
