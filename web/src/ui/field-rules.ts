import i18next from 'i18next';
import type { Rule } from './use-form.ts';

const shortestPassword = 8;
const longestEmail = 255;
const longestName = 100;
const email = /^\S+@\S+\.\S+$/;

// Validation of forms before they are sent; the server validates again.

export const isGiven: Rule = (value) => (value.trim() === '' ? i18next.t('fields.required') : undefined);

export const isEmail: Rule = (value) => {
  if (value.trim().length > longestEmail) return i18next.t('fields.tooLong');
  return isGiven(value) ?? (email.test(value.trim()) ? undefined : i18next.t('fields.emailWrong'));
};

export const isNewPassword: Rule = (value) =>
  isGiven(value) ??
  (value.length < shortestPassword ? i18next.t('fields.passwordShort', { count: shortestPassword }) : undefined);

export const isName: Rule = (value) =>
  isGiven(value) ?? (value.trim().length > longestName ? i18next.t('fields.tooLong') : undefined);
