import { createHash } from 'node:crypto';
import PostalMime, { addressParser, type Email } from 'postal-mime';
import { htmlToReply } from './html-to-reply.ts';

export interface ReceivedFile {
  readonly filename: string;
  /** In base64. */
  readonly content: string;
}

/** A mail as far as its handling needs it. */
export interface ReceivedMail {
  /** The id that its sender gave it, else a digest of the mail. */
  readonly messageId: string;
  /** In lower case. Null if it has not exactly one. */
  readonly from: string | null;
  readonly recipients: readonly string[];
  readonly subject: string;
  /** Plain text with its quotes and signature. */
  readonly text: string;
  readonly files: readonly ReceivedFile[];
  /** Values of a header, in order, by its name in lower case. */
  readonly header: (name: string) => readonly string[];
}

const maxFiles = 50;
const recipientHeaders = ['delivered-to', 'x-original-to', 'envelope-to', 'to', 'cc'];

/**
 * Parses a mail (RFC 5322, RFC 2045).
 * @returns null for what cannot be parsed: too deeply nested, or too many headers.
 */
export async function parseMail(raw: Buffer): Promise<ReceivedMail | null> {
  const email = await PostalMime.parse(raw, limits).catch(() => null);
  if (email === null) return null;
  const header = (name: string) => email.headers.filter(({ key }) => key === name).map(({ value }) => value);
  return {
    messageId: header('message-id')[0]?.trim() || createHash('sha256').update(raw).digest('base64url'),
    from: senderIn(header('from')),
    recipients: addressesIn(recipientHeaders.flatMap(header)),
    subject: oneLine(email.subject ?? ''),
    text: storable(textOf(email)),
    files: filesOf(email),
    header,
  };
}

const limits = {
  attachmentEncoding: 'base64',
  forceRfc822Attachments: true,
  maxNestingDepth: 50,
  maxHeadersSize: 512 * 1024,
} as const;

/**
 * The sender, if there is exactly one that every reader of the mail sees: the server that checked the sender must not
 * have read another address than we do.
 */
function senderIn([value = '', ...others]: readonly string[]): string | null {
  if (others.length > 0 || value.length > 1_000) return null;
  const bare = value.trim().replace(/^(?:"(?:[^"\\]|\\.)*"|[^"<>,:;@()]*)\s*<([^<>]+)>$/, '$1');
  return /^[^\s<>,:;"()@]+@[^\s<>,:;"()@]+$/.test(bare) ? bare.toLowerCase() : null;
}

function addressesIn(values: readonly string[]): string[] {
  return values
    .flatMap((value) => addressParser(value, { flatten: true }))
    .map(({ address }) => (address ?? '').trim().toLowerCase())
    .filter((address) => address !== '');
}

/** Many clients send an empty plain text beside the HTML. */
function textOf({ text, html }: Email): string {
  if (text !== undefined && text.trim() !== '') return text.replaceAll('\r\n', '\n');
  return html === undefined ? '' : htmlToReply(html);
}

/** Files that people attached. Pictures inside the HTML, such as logos of signatures, are left out of long lists. */
function filesOf({ attachments }: Email): ReceivedFile[] {
  return attachments.slice(0, maxFiles).map(({ filename, content, mimeType }, index) => ({
    filename: filename ?? `${mimeType === 'message/rfc822' ? 'message' : 'file'}-${index + 1}`,
    content: String(content),
  }));
}

/** PostgreSQL refuses NUL, and lone surrogates cannot be written as UTF-8. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

function oneLine(text: string): string {
  return storable(text)
    .replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .trim();
}
