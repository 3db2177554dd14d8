import { z } from 'zod';
import { invalid } from '#platform/errors.ts';

/** At least 8 characters, no composition rules (NIST SP 800-63B, 5.1.1.2). Longer ones are taken whole. */
export const Password = z.string().min(8, 'must have at least 8 characters').max(1_000);

/** More than the first 3,000 that attackers try; those of under 8 characters are refused for their length already. */
const mostCommon = 30_000;
let common: Promise<ReadonlySet<string>> | undefined;

/** @throws DomainError 422 for a password that is among the first to be guessed, or the account's own address or name. */
export async function checkPasswordChoice(path: string, password: string, own: readonly string[] = []): Promise<void> {
  common ??= loadCommon();
  const lower = password.toLowerCase();
  const isOwn = own.some((text) => text.length >= 4 && text.toLowerCase() === lower);
  if (isOwn || (await common).has(lower)) {
    throw invalid(path, 'This password is among the first that are guessed. Choose another one.', 'password-too-common');
  }
}

async function loadCommon(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].slice(0, mostCommon));
}
