import i18next from 'i18next';
import type { paths } from '../../api/schema.d.ts';
import { keysOf } from '../../lib/keys-of.ts';

export type TokenScope = paths['/auth/tokens']['post']['requestBody']['content']['application/json']['scopes'][number];
type NounOf<Scope> = Scope extends `${infer Noun}:read` ? Noun : never;
export type ScopeNoun = NounOf<TokenScope>;

export const scopeAccess = ['none', 'read', 'write'] as const;
export type ScopeAccess = (typeof scopeAccess)[number];

/** What a token may be allowed: each noun to be read, or to be read and changed. */
export const noAccess: Readonly<Record<ScopeNoun, ScopeAccess>> = {
  profile: 'none',
  organizations: 'none',
  projects: 'none',
  tasks: 'none',
  notifications: 'none',
};
export const scopeNouns = keysOf(noAccess);

/** `read tasks, change the profile`: the scopes of a token in words. */
export function scopesText(scopes: readonly string[]): string {
  return scopes.map(scopeText).join(i18next.t('common.comma'));
}

function scopeText(scope: string): string {
  if (scope === 'admin') return i18next.t('tokens.scope.admin');
  const [name, access] = scope.split(':');
  const noun = scopeNouns.find((one) => one === name);
  if (noun === undefined) return scope;
  return i18next.t(access === 'write' ? 'tokens.scope.write' : 'tokens.scope.read', {
    noun: i18next.t(`tokens.nounsInText.${noun}`),
  });
}
