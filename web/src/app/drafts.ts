import i18next from 'i18next';
import { isDraftOnlyInPage, openDraftsOf } from '../lib/drafts.ts';
import { alsoUnsaved } from '../lib/unsaved-text.ts';
import { showToast } from '../ui/toasts.ts';

/** From here on, drafts are those of this person, who is told once if the browser can't store them. */
export function keepDraftsOf(userId: string): void {
  openDraftsOf(userId);
  alsoUnsaved(isDraftOnlyInPage.get);
  const stop = isDraftOnlyInPage.subscribe(() => {
    stop();
    showToast({ tone: 'danger', text: i18next.t('markdown.onlyHere') });
  });
}
