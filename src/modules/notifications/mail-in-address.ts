import { createHmac } from 'node:crypto';
import type { HostLimits } from '#platform/outbound/host-limits.ts';
import type { Config } from '#platform/startup/config.ts';
import { equalSecrets } from '#platform/startup/secrets.ts';

/** How mail is received. */
export interface MailInSources {
  readonly address: string;
  /** The name of the server whose `Authentication-Results` are believed; `none` if every sender is. */
  readonly authServer: string | null;
  /** The inbox that is read once a minute. */
  readonly imapUrl: string | null;
  readonly resend: { readonly secret: string; readonly apiKey: string; readonly apiUrl: string } | null;
}

export interface MailIn extends MailInSources {
  /** Keys of the addresses: the first signs, all verify. */
  readonly keys: readonly [Buffer, ...Buffer[]];
  /** Bounds how many mails are parsed at once. */
  readonly parsing: HostLimits;
}

type MailInConfig = Pick<
  Config,
  | 'MAIL_IN_ADDRESS'
  | 'MAIL_IN_AUTH_SERVER'
  | 'MAIL_IN_IMAP_URL'
  | 'MAIL_IN_RESEND_SECRET'
  | 'RESEND_API_KEY'
  | 'RESEND_API_URL'
>;

/** Null if no mail is received. */
export function mailInSources(config: MailInConfig): MailInSources | null {
  const { MAIL_IN_ADDRESS: address, MAIL_IN_RESEND_SECRET: secret, RESEND_API_KEY: apiKey } = config;
  if (address === undefined) return null;
  const apiUrl = config.RESEND_API_URL ?? 'https://api.resend.com';
  return {
    address,
    authServer: config.MAIL_IN_AUTH_SERVER ?? null,
    imapUrl: config.MAIL_IN_IMAP_URL ?? null,
    resend: secret === undefined || apiKey === undefined ? null : { secret, apiKey, apiUrl },
  };
}

/** What an address is for: replies about a task, or new tasks of a team. */
export type MailInKind = 'reply' | 'team';

/** An address that mail came to. Its signature is not yet verified. */
export interface MailInTarget {
  readonly kind: MailInKind;
  /** The task or the team. */
  readonly id: string;
  readonly token: string;
}

/**
 * The address for a person's replies about a task. It names the task; the person is part of its signature and known by
 * the sender's address, because both ids are too long for an address.
 */
export function replyAddress({ address, keys }: MailIn, taskId: string, userId: string): string {
  return addressOf(address, 'reply', tokenOf(keys[0], 'reply', taskId, userId));
}

/** The address for new tasks of a team. Its version is part of the signature: the next one replaces it. */
export function teamAddress({ address, keys }: MailIn, teamId: string, version: number): string {
  return addressOf(address, 'team', tokenOf(keys[0], 'team', teamId, String(version)));
}

/** Whether a token was made for a task or team and these parts: the person, or the version of a team's address. */
export function isValidTarget({ keys }: MailIn, { kind, id, token }: MailInTarget, part: string): boolean {
  return keys.some((key) => equalSecrets(token, tokenOf(key, kind, id, part)));
}

/** The target that an address names; null for another address. Servers may change the case of addresses. */
export function targetOf({ address }: MailIn, recipient: string): MailInTarget | null {
  const [local = '', domain = ''] = address.split('@');
  const text = recipient.trim().toLowerCase();
  if (!text.endsWith(`@${domain}`)) return null;
  const part = text.slice(0, -domain.length - 1);
  const prefix = local === '' ? '' : `${local}+`;
  if (!part.startsWith(prefix)) return null;
  const match = /^(reply|team)[+-]([a-z2-7]{42})$/.exec(part.slice(prefix.length));
  const [, kind, token = ''] = match ?? [];
  if (kind !== 'reply' && kind !== 'team') return null;
  const hex = decode(token).subarray(0, idBytes).toString('hex');
  return { kind, token, id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}

/** At most 64 characters before the @ (RFC 5321, 4.5.3.1.1): 15 of the server's, `+reply-`, and the token's 42. */
function addressOf(address: string, kind: MailInKind, token: string): string {
  const [local = '', domain = ''] = address.split('@');
  return local === '' ? `${kind}+${token}@${domain}` : `${local}+${kind}-${token}@${domain}`;
}

const idBytes = 16;
/** 80 bits: an address can be tried only by sending mail. */
const signatureBytes = 10;

function tokenOf(key: Buffer, kind: MailInKind, id: string, part: string): string {
  const signature = createHmac('sha256', key).update([kind, id, part].join('\0')).digest();
  return encode(Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), signature.subarray(0, signatureBytes)]));
}

/** Base32 (RFC 4648, 6) in lower case, without padding: it survives servers that change the case. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

function encode(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

function decode(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
