import { addressOf, basePath } from '../../lib/base-path.ts';

/** Who turned push messages on in this browser. Whoever signs in next is not subscribed without asking. */
export const ownerKey = `taskuno.push${basePath}`;

/** `unsupported` also under plain HTTP, where browsers have no service workers. */
export type PushState = 'unsupported' | 'blocked' | 'off' | 'on';

/** Whether this browser shows push messages for a person. */
export async function pushState(userId: string): Promise<PushState> {
  if (!isSupported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  return (await ownSubscription(userId)) ? 'on' : 'off';
}

export function isSupported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
}

async function ownSubscription(userId: string): Promise<PushSubscription | null> {
  return localStorage.getItem(ownerKey) === userId ? currentSubscription() : null;
}

export async function currentSubscription(): Promise<PushSubscription | null> {
  if (!isSupported()) return null;
  const registration = await navigator.serviceWorker.getRegistration(addressOf('/'));
  return (await registration?.pushManager.getSubscription()) ?? null;
}
