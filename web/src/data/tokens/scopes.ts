import i18next from 'i18next';

/** The scopes of a token: each for reading, or for reading and writing. */
export const scopeNouns = ['profile', 'organizations', 'projects', 'tasks', 'notifications'] as const;
export type ScopeNoun = (typeof scopeNouns)[number];
export const scopeAccess = ['none', 'read', 'write'] as const;
export type ScopeAccess = (typeof scopeAccess)[number];
export type TokenScope = `${ScopeNoun}:${'read' | 'write'}` | 'admin';

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
