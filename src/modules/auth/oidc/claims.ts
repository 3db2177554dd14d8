import { z } from 'zod';
import { isStorable } from '#platform/http/json-body.ts';
import { Email, PersonName } from '../contract.ts';

/** What a provider says of a person, by the schemas of what people type themselves. */
export interface Claims {
  readonly subject: string;
  /** Empty where the provider gave none that is an address. */
  readonly email: string;
  readonly emailVerified: boolean;
  /** Empty where the provider gave none that can be kept. */
  readonly name: string;
}

/** As OpenID Connect Core 1.0, 2 limits it. */
const Subject = z.string().min(1).max(255).refine(isStorable);

/**
 * Takes from claims what can be kept: an address that is none counts as not given, and a name is cut and cleaned.
 * @returns null where it is not even said who the person is.
 */
export function readClaims(
  claims: Readonly<Record<'sub' | 'email' | 'email_verified' | 'name', unknown>>,
): Claims | null {
  const subject = Subject.safeParse(claims.sub);
  if (!subject.success) return null;
  const email = Email.refine(isStorable).safeParse(claims.email).data ?? '';
  return { subject: subject.data, email, emailVerified: claims.email_verified === true, name: readName(claims.name) };
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
