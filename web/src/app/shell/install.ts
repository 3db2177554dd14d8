import { installOffer } from './install-offer.ts';

/** Lets the browser ask whether to install the app. An offer can be used once. */
export async function install(): Promise<void> {
  const offer = installOffer.get();
  installOffer.set(null);
  await offer?.prompt();
}
