import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { addressOf } from '../../lib/base-path.ts';
import { currentSubscription, isSupported, ownerKey, pushState, type PushState } from './browser-state.ts';
import { keys } from './keys.ts';
import { pushDevicesQuery, removePushDevice } from './queries.ts';

/**
 * Asks the person for permission, and registers this browser.
 * @returns the state afterwards: the person may refuse.
 * @throws Error if the browser reaches no push service; Problem if the server refuses.
 */
export async function turnPushOn(userId: string): Promise<PushState> {
  if (!isSupported()) return 'unsupported';
  if ((await Notification.requestPermission()) !== 'granted') return pushState(userId);
  const registration = await navigator.serviceWorker.register(addressOf('/service-worker.js'), {
    scope: addressOf('/'),
    updateViaCache: 'none',
  });
  await navigator.serviceWorker.ready;
  await subscribe(registration);
  localStorage.setItem(ownerKey, userId);
  await queryClient.invalidateQueries({ queryKey: keys.all });
  return 'on';
}

/** Ends push messages in this browser; the server forgets it. */
export async function turnPushOff(): Promise<void> {
  const subscription = await currentSubscription();
  localStorage.removeItem(ownerKey);
  if (!subscription) return;
  const devices = await queryClient.fetchQuery(pushDevicesQuery);
  const device = devices.find(({ endpoint }) => endpoint === subscription.endpoint);
  await subscription.unsubscribe();
  if (device) await removePushDevice(device.id);
  else await queryClient.invalidateQueries({ queryKey: keys.all });
}

/**
 * Registers this browser again at a start of the app: its session may be a new one, the server's key too. What
 * somebody else left behind is removed.
 */
export async function renewPush(userId: string): Promise<void> {
  if (!isSupported() || Notification.permission !== 'granted') return;
  const subscription = await currentSubscription();
  if (!subscription) return;
  if (localStorage.getItem(ownerKey) !== userId) return void (await subscription.unsubscribe());
  const registration = await navigator.serviceWorker.getRegistration(addressOf('/'));
  if (registration) await subscribe(registration);
}

async function subscribe(registration: ServiceWorkerRegistration): Promise<void> {
  const { key } = await body(api.GET('/notifications/push-key'));
  const existing = await registration.pushManager.getSubscription();
  if (existing && keyOf(existing) !== key) await existing.unsubscribe();
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys: own } = subscription.toJSON();
  await body(
    api.POST('/notifications/push-subscriptions', {
      body: { endpoint: endpoint ?? '', keys: { p256dh: own?.['p256dh'] ?? '', auth: own?.['auth'] ?? '' } },
    }),
  );
}

/** The server key that a subscription was made with, in base64url as the server writes it. */
function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
