// Requests to an app under measurement, and the account that sends them.

const account = { email: 'bench@example.com', password: 'correct horse battery' };

export async function createAccount(url: string): Promise<void> {
  await ask(url, '/auth/signup', { body: { ...account, name: 'Bench' } });
}

/** The account's access token, valid for a quarter of an hour. */
export async function signIn(url: string): Promise<string> {
  const { accessToken } = await ask<{ accessToken: string }>(url, '/auth/login', { body: account });
  return `Bearer ${accessToken}`;
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
