import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { addressParser } from 'postal-mime';
import { isReplyTo, type MailParts, parseParts, type ReceivedFile } from './parse-parts.ts';

/** A mail as far as its handling needs it. */
export interface ReceivedMail {
  /** The id that its sender gave it, else a digest of the mail. */
  readonly messageId: string;
  /** In lower case. Null if it has not exactly one. */
  readonly from: string | null;
  /** The name beside the sender's address. May be empty. */
  readonly senderName: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  /** Plain text with its quotes and signature. */
  readonly text: string;
  readonly isReply: boolean;
  readonly files: readonly ReceivedFile[];
  readonly fileCount: number;
  /** Values of a header, in order, by its name in lower case. */
  readonly header: (name: string) => readonly string[];
}

/** Larger mails are refused. */
export const maxMailBytes = 25 * 1024 * 1024;
/** Lines that begin like a boundary of parts. Each part costs time, also an empty one. */
const maxBoundaries = 5_000;
/** What cannot take long is parsed at once. */
const small = { bytes: 64 * 1024, boundaries: 50 };
const maxParseMs = 30_000;

const recipientHeaders = ['delivered-to', 'x-original-to', 'envelope-to', 'to', 'cc'];

/**
 * Parses a mail: a large one in a thread with limited time and memory.
 * @returns null for what cannot be parsed: too deeply nested, too many parts or headers, or too slow.
 */
export async function parseMail(raw: Buffer): Promise<ReceivedMail | null> {
  const boundaries = countBoundaries(raw);
  if (boundaries > maxBoundaries) return null;
  const isSmall = raw.length <= small.bytes && boundaries <= small.boundaries;
  const parts = await (isSmall ? parseParts(raw).catch(() => null) : parseInThread(raw));
  if (parts === null) return null;
  const header = (name: string) => parts.headers.filter(([key]) => key === name).map(([, value]) => value);
  const { files, fileCount } = parts;
  return {
    messageId: header('message-id')[0]?.trim() || createHash('sha256').update(raw).digest('base64url'),
    from: senderIn(header('from')),
    senderName: oneLine(addressParser(header('from')[0]?.slice(0, 1_000) ?? '')[0]?.name ?? '').slice(0, 100),
    recipients: addressesIn(recipientHeaders.flatMap(header)),
    subject: oneLine(parts.subject),
    text: storable(parts.text),
    isReply: isReplyTo(parts.headers.map(([key]) => key)),
    files,
    fileCount,
    header,
  };
}

function parseInThread(raw: Buffer): Promise<MailParts | null> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./parse-worker.ts', import.meta.url), {
      workerData: { raw: new Uint8Array(raw) },
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    const timer = setTimeout(() => finish(null), maxParseMs);
    const finish = (parts: MailParts | null) => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(parts);
    };
    worker.once('message', finish);
    worker.once('error', () => finish(null));
    worker.once('exit', () => finish(null));
  });
}

function countBoundaries(raw: Buffer): number {
  let count = 0;
  for (let at = raw.indexOf('\n--'); at !== -1 && count <= maxBoundaries; at = raw.indexOf('\n--', at + 3)) count += 1;
  return count;
}

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
    .flatMap((value) => addressParser(value.slice(0, 20_000), { flatten: true }))
    .map(({ address }) => (address ?? '').trim().toLowerCase())
    .filter((address) => address !== '');
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
