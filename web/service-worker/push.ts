import { scope, worker } from './scope.ts';

// Shows push messages while the app is closed, and does what is chosen on them.

/** What the server sends. */
interface PushMessage extends Opening {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly locale: string;
  readonly actions: readonly { readonly action: string; readonly title: string }[];
}

/** What a click needs. */
interface Opening {
  readonly link: string;
  readonly notificationId: string;
  readonly taskId: string | null;
}

worker.addEventListener('push', (event) => {
  const message = event.data?.json() as PushMessage;
  event.waitUntil(show(message));
});

worker.addEventListener('notificationclick', (event) => {
  const { action, notification } = event;
  notification.close();
  event.waitUntil(act(action, notification.data as Opening));
});

// A browser that replaces its subscription would otherwise receive nothing until the app is opened again.
worker.addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription } = event as Event & { oldSubscription?: PushSubscription };
  (event as ExtendableEvent).waitUntil(subscribeAgain(oldSubscription));
});

function show({ title, body, tag, link, locale, notificationId, taskId, actions }: PushMessage): Promise<void> {
  // `actions` and `renotify` are missing in TypeScript's types.
  const options: NotificationOptions & { actions: PushMessage['actions']; renotify: boolean } = {
    body,
    tag,
    actions,
    lang: locale,
    dir: locale === 'fa' ? 'rtl' : 'ltr',
    icon: `${scope}icons/192.png`,
    badge: `${scope}icons/badge.png`,
    renotify: true,
    data: { link, notificationId, taskId } satisfies Opening,
  };
  return worker.registration.showNotification(title, options);
}

async function act(action: string, { link, notificationId, taskId }: Opening): Promise<void> {
  const isDone =
    (action === 'complete' && (await post(`tasks/${taskId}/complete`))) ||
    (action === 'snooze' && (await post(`notifications/${notificationId}/snooze`, { until: inAnHour() })));
  if (!isDone) await open(link);
  // A snoozed one is to return as unread.
  else if (action === 'complete') await post(`notifications/${notificationId}/read`);
}

/** Shows a page of the app in an open window, else in a new one. */
async function open(link: string): Promise<void> {
  const windows = await worker.clients.matchAll({ type: 'window' });
  const window = windows.find(({ url }) => url.startsWith(scope));
  if (!window) {
    await worker.clients.openWindow(new URL(link.replace(/^\//, ''), scope).href);
    return;
  }
  // A window of this worker's own origin: there is no other target.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  window.postMessage({ kind: 'open', link });
  await window.focus();
}

/** Whether the server did it. Without a network or a session the app is opened instead, which says why. */
async function post(path: string, body?: object): Promise<boolean> {
  try {
    const reply = await fetch(`${scope}api/v1/${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    return reply.ok;
  } catch {
    return false;
  }
}

async function subscribeAgain(old: PushSubscription | undefined): Promise<void> {
  const applicationServerKey = old?.options.applicationServerKey;
  if (!applicationServerKey) return;
  const { pushManager } = worker.registration;
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  await post('notifications/push-subscriptions', subscription.toJSON());
}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}
