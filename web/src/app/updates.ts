import { addressOf } from '../lib/base-path.ts';
import { ignore } from '../lib/ignore.ts';
import { createSignal, type Signal } from '../lib/signal.ts';

// The service worker keeps the files of the app in the browser. It fetches those of a new build in the background.

const checkEveryMs = 3_600_000;
const answerTimeoutMs = 2_000;

const isNewer = createSignal(false);
/** Whether a newer build is ready, and a reload shows it. */
export const isUpdateReady: Signal<boolean> = isNewer;

/**
 * Starts with the newest build that this browser has: if one is ready and no other page is open, it is used from now
 * on.
 * @returns whether the page is loading again with it.
 */
export async function startNewest(): Promise<boolean> {
  const registration = await currentRegistration();
  if (!registration?.waiting || !(await activatesAlone(registration.waiting))) return false;
  location.reload();
  return true;
}

/** Registers the service worker, and watches for newer builds. */
export async function followUpdates(): Promise<void> {
  const { serviceWorker } = navigator;
  // Only pages from HTTPS or from this machine have service workers.
  if (!isSupported()) return;
  const existing = await currentRegistration();
  // A page that was loaded past the service worker has none, either, but only a newer build will take it over.
  let hadBuild = serviceWorker.controller !== null || existing?.active?.state === 'activated';
  // Another page has chosen the newer build: this one still shows the older.
  serviceWorker.addEventListener('controllerchange', () => {
    if (hadBuild) isNewer.set(true);
    hadBuild = true;
  });
  await serviceWorker.register(addressOf('/service-worker.js'), { scope: addressOf('/'), updateViaCache: 'none' });
  const registration = await currentRegistration();
  if (!registration) return;
  const look = () => isNewer.set(isNewer.get() || (registration.active !== null && registration.waiting !== null));
  look();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  // Without a network there is no newer build.
  setInterval(() => void registration.update().catch(ignore), checkEveryMs);
}

/** Loads the page again with the newer build. */
export async function loadUpdate(): Promise<void> {
  const waiting = (await currentRegistration())?.waiting;
  if (!waiting) return location.reload();
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
  // A service worker has the origin of its page.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  waiting.postMessage({ kind: 'activate' });
}

/** Asks a waiting build to become the one in use, unless other pages show the previous one. */
function activatesAlone(waiting: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    // The worker in use may be busy: the page starts with the previous build then, and offers the newer one later.
    setTimeout(() => resolve(false), answerTimeoutMs);
    const isActive = new Promise<void>((done) => {
      navigator.serviceWorker.addEventListener('controllerchange', () => done(), { once: true });
    });
    port1.addEventListener('message', ({ data }) => {
      if (data === true) void isActive.then(() => resolve(true));
      else resolve(false);
    });
    port1.start();
    waiting.postMessage({ kind: 'activate-if-alone' }, [port2]);
  });
}

async function currentRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  return isSupported() ? navigator.serviceWorker.getRegistration(addressOf('/')) : undefined;
}

function isSupported(): boolean {
  return 'serviceWorker' in navigator;
}
