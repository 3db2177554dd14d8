import i18next from 'i18next';

/** What a token may be allowed: each to be read, or to be read and changed. */
export const scopeNouns = ['profile', 'organizations', 'projects', 'tasks', 'notifications'] as const;
export type ScopeNoun = (typeof scopeNouns)[number];
export const scopeAccess = ['none', 'read', 'write'] as const;
export type ScopeAccess = (typeof scopeAccess)[number];
export type TokenScope = `${ScopeNoun}:${'read' | 'write'}` | 'admin';

/** `read tasks, change the profile`: what a token may do, in words. */
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
