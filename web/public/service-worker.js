// Shows push messages while the app is closed, and does what is chosen on them.

const scope = self.registration.scope;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const { title, body, tag, link, locale, notificationId, taskId, actions } = event.data.json();
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      tag,
      actions,
      lang: locale,
      dir: locale === 'fa' ? 'rtl' : 'ltr',
      icon: `${scope}favicon.svg`,
      renotify: true,
      data: { link, notificationId, taskId },
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  const { action, notification } = event;
  notification.close();
  event.waitUntil(act(action, notification.data));
});

// A browser that replaces its subscription would otherwise receive nothing until the app is opened again.
self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(subscribeAgain(event.oldSubscription));
});

async function act(action, { link, notificationId, taskId }) {
  const isDone =
    (action === 'complete' && (await post(`tasks/${taskId}/complete`))) ||
    (action === 'snooze' && (await post(`notifications/${notificationId}/snooze`, { until: inAnHour() })));
  if (!isDone) await open(link);
  // A snoozed one is to return as unread.
  else if (action === 'complete') await post(`notifications/${notificationId}/read`);
}

/** Shows a page of the app in an open window, else in a new one. */
async function open(link) {
  const windows = await self.clients.matchAll({ type: 'window' });
  const window = windows.find(({ url }) => url.startsWith(scope));
  if (!window) return self.clients.openWindow(new URL(link.replace(/^\//, ''), scope).href);
  // A window of this worker's own origin: there is no other target.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  window.postMessage({ kind: 'open', link });
  await window.focus();
}

/** Whether the server did it. Without a network or a session the app is opened instead, which says why. */
async function post(path, body) {
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

async function subscribeAgain(old) {
  const applicationServerKey = old?.options.applicationServerKey;
  if (!applicationServerKey) return;
  const subscription = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  await post('notifications/push-subscriptions', subscription.toJSON());
}

function inAnHour() {
  return new Date(Date.now() + 3_600_000).toISOString();
}
