import { setTimeout as sleep } from 'node:timers/promises';

// Requests to an app under measurement, and the account that sends them.

/** The account of measurements. */
export const account = { email: 'bench@example.com', password: 'correct horse battery' };

export async function createAccount(url: string): Promise<void> {
  await ask(url, '/auth/signup', { body: { ...account, name: 'Bench' } });
}

/** The account's access token, valid for a quarter of an hour. */
export async function signIn(url: string): Promise<string> {
  const { accessToken } = await ask<{ accessToken: string }>(url, '/auth/login', { body: account });
  return `Bearer ${accessToken}`;
}

/** As `signIn`, of an app that was paused: it answers 503 until it has replaced the connections that ended meanwhile. */
export async function signInAfterPause(url: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await signIn(url);
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(500);
    }
  }
}

/** The body of the app's reply. @throws Error for a refusal. */
export async function ask<Body>(
  url: string,
  path: string,
  { authorization, body }: { authorization?: string; body?: object } = {},
): Promise<Body> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { ...(authorization ? { authorization } : {}), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Body;
}
