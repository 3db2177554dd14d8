import { createSignal, type Signal } from '../../lib/signal.ts';

/** What browsers send that can install the app (Chromium only). TypeScript does not know it. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

const current = createSignal<InstallOffer | null>(null);
/** The browser's offer to install the app; null if it makes none, or the app is installed. */
export const installOffer: Signal<InstallOffer | null> = current;

window.addEventListener('beforeinstallprompt', (event) => {
  // The browser shows its own prompt otherwise, at a moment of its choice.
  event.preventDefault();
  current.set(event as InstallOffer);
});
window.addEventListener('appinstalled', () => current.set(null));

/** Lets the browser ask whether to install the app. An offer can be used once. */
export async function install(): Promise<void> {
  const offer = current.get();
  current.set(null);
  await offer?.prompt();
}
