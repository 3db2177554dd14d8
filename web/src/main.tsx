import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { prepare } from './app/prepare.ts';
import { router } from './app/router.tsx';
import './app/shell/install-offer.ts';
import { followUpdates, startNewest } from './app/updates.ts';
import { fetchTextsOf, startTexts } from './i18n/language.ts';
import { forgetEarlyReplies } from './lib/early-replies.ts';
import { untilDone } from './lib/until-done.ts';

const pauseMs = 1_500;
const longestLoadMs = 5_000;

const page = document.documentElement;
const texts = untilDone(startTexts, () => {
  page.dataset['start'] = 'waiting';
});
// Texts are loaded first, because nothing is shown without them.
fetchTextsOf('guest', 'shared');
void start(prepare());

/** Not awaited by this module: the code that `restored` waits for imports this file, and would wait for it. */
async function start(restored: Promise<void>): Promise<void> {
  if (await startNewest()) return;
  await Promise.all([texts, restored]);
  // Tells boot.js that the app has started; until then it reloads the page after a failure.
  page.dataset['start'] = 'done';
  sessionStorage.removeItem('taskuno.starts');
  // The rest of the app's files are fetched when the first page has what it needs.
  const stop = router.subscribe('onResolved', () => {
    stop();
    forgetEarlyReplies();
    if (import.meta.env.PROD) setTimeout(() => void followUpdates(), pauseMs);
  });
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no root');
  // The sign-in that boot.js shows stays until the page can replace it.
  if (root.querySelector('.static-sign-in')) {
    const tooLate = new Promise<void>((resolve) => setTimeout(resolve, longestLoadMs));
    await Promise.race([router.load().catch(() => undefined), tooLate]);
  }
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
