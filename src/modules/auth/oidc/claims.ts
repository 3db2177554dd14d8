import { z } from 'zod';
import { isStorable } from '#platform/http/json-body.ts';
import { Timezone } from '#platform/timezone.ts';
import { Email, type Locale, PersonName } from '../contract.ts';

/** What a provider says of a person, by the schemas of what people type themselves. */
export interface Claims {
  readonly subject: string;
  /** Empty where the provider gave none that is an address. */
  readonly email: string;
  readonly emailVerified: boolean;
  /** Empty where the provider gave none that can be kept. */
  readonly name: string;
  readonly timezone: string | null;
  readonly locale: Locale | null;
  /** Null where the provider says nothing of groups. */
  readonly groups: readonly string[] | null;
}

export type RawClaims = Readonly<Record<string, unknown>>;

export interface ClaimsPolicy {
  readonly trustsEmail: boolean;
  readonly groupsClaim: string;
}

/** As OpenID Connect Core 1.0, 2 limits it. */
const Subject = z.string().min(1).max(255).refine(isStorable);

/**
 * Takes from claims what can be kept: an address that is none counts as not given, and a name is cut and cleaned.
 * @returns null where it is not even said who the person is.
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
 * What the token says, and userinfo where the token is silent. An address and its confirmation belong together: where
 * only one of both stands in the token, both are userinfo's, unless that is of no other address.
 */
export function mergeClaims(token: RawClaims, userinfo: RawClaims): RawClaims {
  const merged = { ...userinfo, ...defined(token) };
  if (token['email'] !== undefined && token['email_verified'] !== undefined) return merged;
  const email = userinfo['email'] ?? token['email'];
  return { ...merged, email, email_verified: userinfo['email_verified'] ?? confirmationOf(token, email) };
}

/** The token's word for an address that it does not name counts for userinfo's; for another one it does not. */
function confirmationOf(token: RawClaims, email: unknown): unknown {
  return token['email'] === undefined || token['email'] === email ? token['email_verified'] : undefined;
}

function defined(claims: RawClaims): RawClaims {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined && value !== null));
}

/** Some providers write it as text (Amazon Cognito). */
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
  // Cut between letters, not through one that takes two units.
  const name = plain
    .slice(0, 100)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
  return PersonName.safeParse(name).data ?? '';
}

/** A language tag (BCP 47), as far as we speak it. */
function readLocale(claim: unknown): Locale | null {
  if (typeof claim !== 'string') return null;
  const language = /^[a-z]+/i.exec(claim)?.[0].toLowerCase();
  return language === 'fa' || language === 'en' ? language : null;
}

/** A list, or one text with commas; `realm_access.roles` leads into an object. A claim of that very name wins. */
function readGroups(claims: RawClaims, path: string): readonly string[] | null {
  const value = claims[path] ?? path.split('.').reduce<unknown>(valueIn, claims);
  if (typeof value === 'string') return value.split(',').map((group) => group.trim());
  return Array.isArray(value) ? value.filter(isText) : null;
}

function valueIn(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined;
}

/** Whether somebody is in a group; some providers write its whole path, `/admins`. */
export function isIn({ groups }: Claims, group: string): boolean {
  return groups?.some((one) => one === group || one === `/${group}`) ?? false;
}
