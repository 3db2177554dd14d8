import { randomBytes } from 'node:crypto';
import type { SentRequest } from './requests.ts';
import type { SeenReply } from './check-reply.ts';

export type Send = (request: SentRequest) => Promise<SeenReply>;

/** The sender of a request. */
export interface Caller {
  readonly role: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a caller without an account. */
  readonly email: string | null;
}

const password = 'correct horse battery';
const nobody: Caller = { role: 'nobody', headers: {}, email: null };

/** The first account: it administers the server, sets up the others and sends no generated request. */
export async function signUpRoot(send: Send): Promise<{ id: string; caller: Caller }> {
  const { id, email, token } = await signUp(send, 'Root');
  return { id, caller: { role: 'root', email, headers: { authorization: `Bearer ${token}` } } };
}

/**
 * Five people of a new organization with a team, a project and a task, and an anonymous caller. New in each round,
 * because generated requests delete, lock and sign out.
 */
export async function makeCallers(send: Send, root: Caller): Promise<Caller[]> {
  const people = {
    admin: await signUp(send, 'Admin'),
    owner: await signUp(send, 'Owner'),
    member: await signUp(send, 'Member'),
    guest: await signUp(send, 'Guest'),
    outsider: await signUp(send, 'Outsider'),
  };
  const callers = Object.entries(people).map(([role, { email, token }]) => ({
    role,
    email,
    headers: { authorization: `Bearer ${token}` },
  }));
  const owner = callers[1] ?? root;
  await call(send, root, 'PATCH', `/users/${people.admin.id}`, { instanceAdmin: true });
  const organization = await call(send, owner, 'POST', '/organizations', { name: 'Fuzzed' });
  const inOrganization = `/organizations/${organization.id}`;
  const team = await call(send, owner, 'POST', `${inOrganization}/teams`, { name: 'Engineering' });
  const joins = [
    { person: people.member, caller: callers[2], extras: { role: 'member', teamId: team.id, teamRole: 'member' } },
    { person: people.guest, caller: callers[3], extras: { role: 'guest' } },
  ];
  for (const { person, caller, extras } of joins) {
    const invite = await call(send, owner, 'POST', `${inOrganization}/invites`, { email: person.email, ...extras });
    const { url } = await call(send, owner, 'POST', `/invites/${invite.id}/link`);
    await call(send, caller ?? root, 'POST', '/invites/accept', { token: url?.slice(url.indexOf('#') + 1) });
  }
  const project = await call(send, owner, 'POST', `${inOrganization}/projects`, {
    name: 'Site',
    key: 'SITE',
    teamIds: [team.id],
  });
  await call(send, owner, 'PUT', `/projects/${project.id}/guests/${people.guest.id}`);
  await call(send, owner, 'POST', `/teams/${team.id}/tasks`, { title: 'A task', projectId: project.id });
  const stranger = callers[4] ?? root;
  const other = await call(send, stranger, 'POST', '/organizations', { name: 'Elsewhere' });
  await call(send, stranger, 'POST', `/organizations/${other.id}/teams`, { name: 'Other' });
  return [...callers, nobody];
}

/**
 * The same callers with valid credentials, because generated requests end sessions.
 * @returns null if one of them cannot sign in any more because the account was locked or deleted.
 */
export async function signInAgain(send: Send, callers: readonly Caller[]): Promise<Caller[] | null> {
  const renewed: Caller[] = [];
  for (const caller of callers) {
    const signedIn = caller.email === null ? caller : await withSession(send, caller, caller.email);
    if (signedIn === null) return null;
    renewed.push(signedIn);
  }
  return renewed;
}

async function withSession(send: Send, caller: Caller, email: string): Promise<Caller | null> {
  const me = await send({ method: 'GET', path: '/auth/me', headers: caller.headers, body: null });
  if (me.status === 200) return caller;
  const headers = { 'content-type': 'application/json' };
  const reply = await send({
    method: 'POST',
    path: '/auth/login',
    headers,
    body: JSON.stringify({ email, password }),
  });
  const { accessToken } = reply.status === 200 ? (JSON.parse(reply.body) as { accessToken?: string }) : {};
  return accessToken === undefined ? null : { ...caller, headers: { authorization: `Bearer ${accessToken}` } };
}

interface SignedUp {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

async function signUp(send: Send, name: string): Promise<SignedUp> {
  const email = `${name.toLowerCase()}.${randomBytes(6).toString('hex')}@example.com`;
  const newSignUp = await call<{ user: { id: string }; accessToken: string }>(send, nobody, 'POST', '/auth/signup', {
    email,
    password,
    name,
  });
  return { id: newSignUp.user.id, email, token: newSignUp.accessToken };
}

/** @throws Error for a refusal: the run could not be set up. */
async function call<Body = { readonly id: string; readonly url?: string }>(
  send: Send,
  { role, headers }: Caller,
  method: string,
  path: string,
  body: object = {},
): Promise<Body> {
  const reply = await send({
    method,
    path,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (reply.status >= 300) throw new Error(`${role}: ${method} ${path} answers ${reply.status}: ${reply.body}`);
  return (reply.body === '' ? {} : JSON.parse(reply.body)) as Body;
}
