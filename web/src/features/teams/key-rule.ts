import i18next from 'i18next';
import type { Rule } from '../../ui/use-form.ts';
import { isGiven } from '../../ui/field-rules.ts';

const keyPattern = /^[a-z]{2,6}$/i;

/** The prefix of task keys; it may be empty if the server can make one from the name. */
export const isKeyOrEmpty: Rule = (text) =>
  text.trim() === '' || keyPattern.test(text.trim()) ? undefined : i18next.t('keys.wrong');

export const isKey: Rule = (text) => isGiven(text) ?? isKeyOrEmpty(text);
