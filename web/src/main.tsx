import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startTexts } from './i18n/language.ts';
import { untilDone } from './lib/until-done.ts';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');

const page = document.documentElement;
await untilDone(startTexts, () => {
  page.dataset['start'] = 'waiting';
});
// The counterpart of boot.js, which begins anew until here.
page.dataset['start'] = 'done';
sessionStorage.removeItem('taskuno.starts');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
