import i18next from 'i18next';
import type { Rule } from '../../ui/use-form.ts';
import { isGiven } from '../../ui/field-rules.ts';

const keyPattern = /^[a-z]{2,6}$/i;

/** What begins the names of tasks; it may be left empty where the server can make one. */
export const isKeyOrEmpty: Rule = (typed) =>
  typed.trim() === '' || keyPattern.test(typed.trim()) ? undefined : i18next.t('keys.wrong');

export const isKey: Rule = (typed) => isGiven(typed) ?? isKeyOrEmpty(typed);
