import PostalMime, { type Email } from 'postal-mime';
import { cutReply } from './cut-reply.ts';
import { htmlToReply, imageIds, withoutImageMarks } from './html-to-reply.ts';

export interface ReceivedFile {
  readonly filename: string;
  /** In base64. */
  readonly content: string;
}

/** The parts of a mail: plain data, so that it can come from another thread. */
export interface MailParts {
  /** Names in lower case, and values, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly subject: string;
  /** Plain text with its quotes and signature. */
  readonly text: string;
  readonly files: readonly ReceivedFile[];
  /** How many files the mail has; `files` are the first of them. */
  readonly fileCount: number;
}

/** More are refused. */
export const maxFiles = 50;
/** What a task or comment can hold is less. */
const maxTextLength = 500_000;

const limits = {
  attachmentEncoding: 'arraybuffer',
  forceRfc822Attachments: true,
  maxNestingDepth: 50,
  maxHeadersSize: 512 * 1024,
} as const;

/**
 * Parses a mail (RFC 5322, RFC 2045).
 * @throws Error for what cannot be parsed: too deeply nested, or too many headers.
 */
export async function parseParts(raw: Uint8Array): Promise<MailParts> {
  const email = await PostalMime.parse(raw, limits);
  const isReply = isReplyTo(email.headers.map(({ key }) => key));
  const html = (email.html ?? '').slice(0, maxHtmlLength);
  const fromHtml = html === '' ? '' : htmlToReply(html, isReply);
  const attachments = email.attachments.filter(isWanted(email, isReply ? imageIds(cutReply(fromHtml)) : null));
  return {
    headers: email.headers.map(({ key, value }) => [key, value] as const),
    subject: email.subject ?? '',
    text: textOf(email, fromHtml).slice(0, maxTextLength),
    files: attachments.slice(0, maxFiles).map(fileOf),
    fileCount: attachments.length,
  };
}

/** Whether a mail with these headers replies to another one. */
export function isReplyTo(headerNames: readonly string[]): boolean {
  return headerNames.includes('in-reply-to') || headerNames.includes('references');
}

const maxHtmlLength = 4 * 1024 * 1024;

/** Many clients send an empty plain text beside the HTML. */
function textOf({ text }: Email, fromHtml: string): string {
  return (text ?? '').trim() === '' ? withoutImageMarks(fromHtml) : (text ?? '').replaceAll('\r\n', '\n');
}

type Attachment = Email['attachments'][number];

/**
 * Keeps what people attached, and pictures in what they wrote. Those in the history and in signatures are left out:
 * their marks are not among `written`; null keeps all.
 */
function isWanted({ html = '' }: Email, written: ReadonlySet<string> | null): (attachment: Attachment) => boolean {
  return ({ contentId, mimeType }) => {
    const id = (contentId ?? '').replace(/^<|>$/g, '');
    if (written === null || id === '' || !mimeType.startsWith('image/')) return true;
    return written.has(id) || !html.includes(`cid:${id}`);
  };
}

function fileOf({ filename, content, mimeType }: Attachment, index: number): ReceivedFile {
  return {
    filename: filename ?? `${mimeType === 'message/rfc822' ? 'message' : 'file'}-${index + 1}`,
    content: (typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content))).toString(
      'base64',
    ),
  };
}
