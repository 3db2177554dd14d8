import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { prepare } from './app/prepare.ts';
import { router } from './app/router.tsx';
import { followUpdates, startNewest } from './app/updates.ts';
import { fetchTextsOf, startTexts } from './i18n/language.ts';
import { untilDone } from './lib/until-done.ts';

const pauseMs = 1_500;
const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');

const page = document.documentElement;
const texts = untilDone(startTexts, () => {
  page.dataset['start'] = 'waiting';
});
// Texts are loaded first, because nothing is shown without them.
fetchTextsOf('guest', 'shared');
prepare();
if (await startNewest()) await new Promise(() => undefined);
await texts;
// Tells boot.js that the app has started; until then it reloads the page after a failure.
page.dataset['start'] = 'done';
sessionStorage.removeItem('taskuno.starts');
// The rest of the app's files are fetched when the first page has what it needs.
const stop = router.subscribe('onResolved', () => {
  stop();
  if (import.meta.env.PROD) setTimeout(() => void followUpdates(), pauseMs);
});
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
