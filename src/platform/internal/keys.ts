import { equalSecrets } from '../startup/secrets.ts';

/** Whether a text is a key of this installation. */
export type KeyCheck = (text: string) => boolean;

/** During a rotation two keys are valid. */
export function checkKeys(keys: readonly string[]): KeyCheck {
  return (text) => keys.some((key) => equalSecrets(text, key));
}
