import { z } from 'zod';
import { isStorable } from '#platform/http/json-body.ts';
import { Timezone } from '#platform/timezone.ts';
import { Email, type Locale, PersonName } from '../contract.ts';

/** A provider's claims about a person, validated like typed input. */
export interface Claims {
  readonly subject: string;
  /** Empty if the provider sent no valid address. */
  readonly email: string;
  readonly emailVerified: boolean;
  /** Empty if the provider sent no name that can be stored. */
  readonly name: string;
  readonly timezone: string | null;
  readonly locale: Locale | null;
  /** Null if the provider sends no groups. */
  readonly groups: readonly string[] | null;
}

export type RawClaims = Readonly<Record<string, unknown>>;

export interface ClaimsPolicy {
  readonly trustsEmail: boolean;
  readonly groupsClaim: string;
}

/** Limited as in OpenID Connect Core 1.0, 2. */
const Subject = z.string().min(1).max(255).refine(isStorable);

/**
 * Reads the usable claims: an invalid address counts as missing, and a name is shortened and cleaned.
 * @returns null if the claims have no valid subject.
 */
export function readClaims(claims: RawClaims, { trustsEmail, groupsClaim }: ClaimsPolicy): Claims | null {
  const subject = Subject.safeParse(claims['sub']);
  if (!subject.success) return null;
  const verified = claims['email_verified'] ?? null;
  return {
    subject: subject.data,
    email: Email.refine(isStorable).safeParse(claims['email']).data ?? '',
    emailVerified: verified === null ? trustsEmail : isTrue(verified),
    name: readName(claims['name']) || readName([claims['given_name'], claims['family_name']].filter(isText).join(' ')),
    timezone: Timezone.safeParse(claims['zoneinfo']).data ?? null,
    locale: readLocale(claims['locale']),
    groups: readGroups(claims, groupsClaim),
  };
}

/**
 * Merges token and userinfo; the token wins. An address and its confirmation belong together: if the token has only one
 * of them, both come from userinfo, unless userinfo has another address.
 */
export function mergeClaims(token: RawClaims, userinfo: RawClaims): RawClaims {
  const merged = { ...userinfo, ...defined(token) };
  if (token['email'] !== undefined && token['email_verified'] !== undefined) return merged;
  const email = userinfo['email'] ?? token['email'];
  return { ...merged, email, email_verified: userinfo['email_verified'] ?? confirmationOf(token, email) };
}

/** The token's confirmation without an address applies to the address of userinfo; with another address it does not. */
function confirmationOf(token: RawClaims, email: unknown): unknown {
  return token['email'] === undefined || token['email'] === email ? token['email_verified'] : undefined;
}

function defined(claims: RawClaims): RawClaims {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined && value !== null));
}

/** Some providers send the boolean as text (Amazon Cognito). */
function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function readName(claim: unknown): string {
  if (typeof claim !== 'string') return '';
  const plain = claim
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  // Cuts between code points, not inside a surrogate pair.
  const name = plain
    .slice(0, 100)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
  return PersonName.safeParse(name).data ?? '';
}

/** The supported locale of a language tag (BCP 47); null for others. */
function readLocale(claim: unknown): Locale | null {
  if (typeof claim !== 'string') return null;
  const language = /^[a-z]+/i.exec(claim)?.[0].toLowerCase();
  return language === 'fa' || language === 'en' ? language : null;
}

/**
 * The groups: a list, or a comma-separated text. `realm_access.roles` is a path into an object, unless a claim has
 * exactly that name.
 */
function readGroups(claims: RawClaims, path: string): readonly string[] | null {
  const value = claims[path] ?? path.split('.').reduce<unknown>(valueIn, claims);
  if (typeof value === 'string') return value.split(',').map((group) => group.trim());
  return Array.isArray(value) ? value.filter(isText) : null;
}

function valueIn(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined;
}

/** Whether a person is in a group. Some providers write the full path, `/admins`. */
export function isIn({ groups }: Claims, group: string): boolean {
  return groups?.some((one) => one === group || one === `/${group}`) ?? false;
}
