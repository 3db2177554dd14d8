import { createSignal } from '../../lib/signal.ts';

/** What browsers send that can install the app (Chromium only). TypeScript does not know it. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

/** The browser's offer to install the app; null if it makes none, or the app is installed. */
export const installOffer = createSignal<InstallOffer | null>(null);

// Once per page, often while the sign-in shows: main.tsx loads this file at the start.
addEventListener('beforeinstallprompt', (event) => {
  // The browser shows its own prompt otherwise, at a moment of its choice.
  event.preventDefault();
  installOffer.set(event as InstallOffer);
});
addEventListener('appinstalled', () => installOffer.set(null));
