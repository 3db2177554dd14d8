import { useTranslation } from 'react-i18next';

/** `t` for the app's own texts and those shared with mails, as `shared:roles.owner`. */
export function useTexts() {
  return useTranslation(['web', 'shared']);
}
