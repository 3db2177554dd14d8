import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';
import { z } from 'zod';
import { Email } from '#modules/auth';
import { invalid } from '#platform/errors.ts';
import { Invite } from './invite.ts';

const lineStatuses = ['invited', 'already-member', 'already-invited', 'duplicate', 'bad-address'] as const;

export const InvitedLine = z.strictObject({
  line: z.string().describe('The line as pasted.'),
  email: z.string().nullable(),
  status: z.enum(lineStatuses),
  invite: Invite.nullable(),
});
export type InvitedLine = z.infer<typeof InvitedLine>;

export const linesLength = 100_000;
const maxLines = 500;
const shownLength = 300;

interface ReadLine {
  readonly line: string;
  readonly email: string | null;
  /** Null if the address can be invited. */
  readonly status: 'duplicate' | 'bad-address' | null;
}

/**
 * Reads the addresses of a pasted list, as copied from mail programs and spreadsheets: one or more per line, with names
 * before or after, separated by commas, semicolons, tabs or spaces. Each entry is an address or an error.
 * @throws DomainError 422 for none or more than 500.
 */
export function readLines(text: string): ReadLine[] {
  const entries = text
    .replaceAll(invisible, '')
    .split(/[\n\v\f\r\u2028\u2029]+/)
    .flatMap(partsOf)
    .flatMap(entriesOf);
  if (entries.length === 0) throw invalid('lines', 'must not be empty');
  if (entries.length > maxLines) throw invalid('lines', `must contain at most ${maxLines} addresses`);
  const seenEmails = new Set<string>();
  return entries.map(({ text: entry, address }) => {
    const line = entry.slice(0, shownLength).toWellFormed();
    const parsed = Email.safeParse(inAscii(address));
    if (!parsed.success) return { line, email: null, status: 'bad-address' };
    const email = parsed.data;
    const isDuplicate = seenEmails.has(email.toLowerCase());
    seenEmails.add(email.toLowerCase());
    return { line, email, status: isDuplicate ? 'duplicate' : null };
  });
}

/** Invisible and direction characters, which copied text contains and addresses do not. */
const invisible = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Splits a line at semicolons and commas of any script, but not inside a quoted name. */
function partsOf(line: string): string[] {
  const pieces = line.match(/"(?:[^"\\]|\\.)*"|[^";؛；]+|[;؛；"]/g) ?? [];
  const parts = [''];
  for (const piece of pieces) {
    if (/^[;؛；]$/.test(piece)) parts.push('');
    else parts.push((parts.pop() ?? '') + (piece.startsWith('"') ? piece : piece.replaceAll(/[،，、]/g, ',')));
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

interface Entry {
  readonly text: string;
  readonly address: string;
}

/** The addresses of a part. Other text is a name, unless it looks like an invalid address. */
function entriesOf(part: string): Entry[] {
  const mailboxes = addressparser(isPlain(part) ? part.replaceAll(/\s+/g, ',') : part, { flatten: true });
  const addresses = mailboxes.filter(({ address }) => address !== '');
  const broken = mailboxes.filter(({ address, name }) => address === '' && /^\S+\.\S+$/.test(name));
  const reported = addresses.length === 0 ? [] : [...addresses, ...broken];
  if (reported.length <= 1) return [{ text: part, address: reported[0]?.address ?? '' }];
  return reported.map(({ name, address }) => ({
    text: name !== '' && address !== '' ? `${name} <${address}>` : name || address,
    address,
  }));
}

/** Whether the part has only addresses, separated by spaces or tabs. */
function isPlain(part: string): boolean {
  return /^[^\s@"<>():]+@\S+(?:[\s,]+[^\s@"<>():]+@[^\s"<>():]+)+$/.test(part);
}

/** The ASCII form of an international domain (RFC 5891). */
function inAscii(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return /^[\u0021-\u007e]*$/.test(domain) ? address : `${address.slice(0, at)}@${domainToASCII(domain)}`;
}
