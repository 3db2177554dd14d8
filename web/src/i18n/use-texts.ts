import { useTranslation } from 'react-i18next';

/** `t` over the app's own texts and those that it shares with mails, as `shared:roles.owner`. */
export function useTexts() {
  return useTranslation(['web', 'shared']);
}
