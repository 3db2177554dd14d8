import i18next from 'i18next';

/** Security events, the most frequently searched ones first. */
export const auditTypes = [
  'sign-in.succeeded',
  'sign-in.failed',
  'sign-in.locked',
  'session.ended',
  'sessions.ended',
  'refresh-token.reused',
  'password.changed',
  'password.reset-requested',
  'second-factor.added',
  'second-factor.removed',
  'recovery-codes.renewed',
  'recovery-code.used',
  'passkey.added',
  'passkey.removed',
  'link.handed-over',
  'identity.linked',
  'identity.removed',
  'token.created',
  'token.removed',
  'account.created',
  'account.confirmed',
  'account.changed',
  'account.locked',
  'account.unlocked',
  'account.leaving',
  'account.restored',
  'account.deleted',
] as const;
export type AuditType = (typeof auditTypes)[number];

type KeyOf<Type extends string> = Type extends `${infer Noun}.${infer Verb}` ? `${Noun}-${Verb}` : never;

/** An event in words; a type that this version does not know keeps its name. */
export function auditText(type: string): string {
  const knownType = auditTypes.find((one) => one === type);
  return knownType === undefined ? type : i18next.t(`audit.types.${knownType.replace('.', '-') as KeyOf<AuditType>}`);
}
