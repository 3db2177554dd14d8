import i18next from 'i18next';

const shortestPassword = 8;

/** Rules as forms check them before anything is sent; the server checks again. */
export function emailRules() {
  return {
    required: i18next.t('fields.required'),
    pattern: { value: /^\S+@\S+\.\S+$/, message: i18next.t('fields.emailWrong') },
    maxLength: { value: 255, message: i18next.t('fields.tooLong') },
  };
}

export function newPasswordRules() {
  return {
    required: i18next.t('fields.required'),
    minLength: { value: shortestPassword, message: i18next.t('fields.passwordShort', { count: shortestPassword }) },
  };
}

export function nameRules(longest = 100) {
  return {
    required: i18next.t('fields.required'),
    maxLength: { value: longest, message: i18next.t('fields.tooLong') },
    validate: (value: string) => value.trim() !== '' || i18next.t('fields.required'),
  };
}
