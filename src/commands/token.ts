import { NewPersonalToken, PersonalTokenId, tokenScopes } from '#modules/auth';
import { type OutputOptions, print, table } from './output.ts';
import { checked } from './user.ts';
import { operator, withModules } from './with-modules.ts';

interface CreateTokenOptions extends OutputOptions {
  readonly name: string;
  readonly scope: readonly string[];
  readonly expires?: string;
}

export const scopeNames: readonly string[] = tokenScopes;

/** Creates a personal access token for a person; its secret is printed once. */
export async function createToken(
  login: string,
  { name, scope, expires, ...options }: CreateTokenOptions,
): Promise<void> {
  const token = checked(NewPersonalToken, {
    name,
    scopes: scope,
    ...(expires === undefined ? {} : { expiresAt: expires }),
  });
  const personalToken = await withModules(({ apis }) => apis.auth.createToken(operator, { login, token }));
  print(personalToken, [personalToken.token], options);
}

/** Prints a person's tokens without their secrets. */
export async function listTokens(login: string, options: OutputOptions): Promise<void> {
  const tokens = await withModules(({ apis }) => apis.auth.listTokens(operator, { login }));
  const rows = tokens.map(({ id, name, scopes, expiresAt, lastUsedAt }) => [
    id,
    name,
    scopes.join(' '),
    expiresAt ? `expires ${expiresAt.slice(0, 10)}` : '',
    lastUsedAt ? `last used ${lastUsedAt.slice(0, 10)}` : 'never used',
  ]);
  print(tokens, tokens.length === 0 ? ['No tokens.'] : table(rows), options);
}

/** Removes a person's token, immediately on every instance. */
export async function removeToken(login: string, id: string, options: OutputOptions): Promise<void> {
  const input = { login, id: checked(PersonalTokenId, id) };
  await withModules(({ apis }) => apis.auth.removeToken(operator, input));
  print({ removed: id }, ['Token deleted.'], options);
}
