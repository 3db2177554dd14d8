import { invalid } from '#platform/errors.ts';

/** More than the first 3,000 that attackers try; those of under 8 characters are refused for their length already. */
const maxCommon = 30_000;
let common: Promise<ReadonlySet<string>> | undefined;

/** @throws DomainError 422 for a password that is among the first to be guessed, or the account's own address or name. */
export async function checkPasswordChoice(path: string, password: string, own: readonly string[] = []): Promise<void> {
  common ??= loadCommon();
  const lower = password.toLowerCase();
  const isOwn = own.some((text) => text.length >= 4 && text.toLowerCase() === lower);
  if (isOwn || (await common).has(lower)) {
    throw invalid(path, 'This password is too common and easy to guess. Choose another.', 'password-too-common');
  }
}

async function loadCommon(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].slice(0, maxCommon));
}
