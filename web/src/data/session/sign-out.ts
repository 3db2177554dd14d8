import { basePath } from '../../lib/base-path.ts';
import { maySignOut } from '../outbox/sign-out-question.ts';
import { endSession } from './session.ts';
import { forgetUser } from './was-signed-in.ts';

/** Ends the session and clears all data of this page. Asks first if changes are not saved yet. */
export async function signOut(): Promise<void> {
  if (!(await maySignOut())) return;
  if (globalThis.Notification?.permission === 'granted')
    await import('../push/this-browser.ts').then(({ turnPushOff }) => turnPushOff()).catch(ignore);
  await endSession();
  await forgetUser();
  location.assign(`${basePath}/sign-in`);
}

/** The server sends nothing to a browser whose session has ended. */
function ignore(): void {}
