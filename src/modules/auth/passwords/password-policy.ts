import { invalid } from '#platform/errors.ts';

/** More than the first 3,000 that attackers try. Passwords under 8 characters are already refused for their length. */
const maxCommon = 30_000;
let common: Promise<ReadonlySet<string>> | undefined;

/** @throws DomainError 422 for a common password, or one that equals the account's address or name. */
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
