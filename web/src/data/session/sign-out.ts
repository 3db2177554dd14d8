import { problemText } from '../../i18n/problem-text.ts';
import { basePath } from '../../lib/base-path.ts';
import { ignore } from '../../lib/ignore.ts';
import { showToast } from '../../ui/toasts.ts';
import { clearOutbox } from '../outbox/clear-outbox.ts';
import { maySignOut } from '../outbox/sign-out-question.ts';
import { endSession } from './session.ts';
import { forgetUser } from './was-signed-in.ts';

/**
 * Ends the session and clears all data of this page. Asks first if changes are not saved yet; they are kept if the
 * session can't be ended.
 */
export async function signOut(): Promise<void> {
  if (!(await maySignOut())) return;
  // If this fails: the server sends nothing to a browser whose session has ended.
  if (globalThis.Notification?.permission === 'granted')
    await import('../push/this-browser.ts').then(({ turnPushOff }) => turnPushOff()).catch(ignore);
  try {
    await endSession();
  } catch (error) {
    showToast({ tone: 'danger', text: problemText(error) });
    return;
  }
  try {
    await clearOutbox();
  } finally {
    await forgetUser();
    location.assign(`${basePath}/sign-in`);
  }
}
