import { tokenScopes } from '#modules/auth';
import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { type Client, clientOf, type Reachable } from './client.ts';
import type { BodyOf } from './reply-types.ts';

export const password = 'correct horse battery';

export interface Person extends Client {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly token: string;
}

/** Creates an account with a unique address. */
export async function signUp(app: Reachable, name = 'Sara', extras: Record<string, unknown> = {}): Promise<Person> {
  const email = `${name.toLowerCase()}.${randomBytes(5).toString('hex')}@example.com`;
  const reply = await clientOf(app).post('/auth/signup', { email, password, name, ...extras });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  const { user, accessToken } = reply.body;
  return {
    ...clientOf(app, { authorization: `Bearer ${accessToken}` }),
    id: user.id,
    name,
    email: user.email,
    token: accessToken,
  };
}

/** The same person, signed in again after the clock was moved. */
export async function signInAgain(app: Reachable, person: Person): Promise<Person> {
  const reply = await clientOf(app).post('/auth/login', { email: person.email, password });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  const token = reply.body.accessToken;
  return { ...person, ...clientOf(app, { authorization: `Bearer ${token}` }), token };
}

/** The same person with credentials that stay valid when the clock moves. */
export async function withLastingToken(app: Reachable, person: Person): Promise<Person> {
  const scopes = tokenScopes.filter((scope) => scope.endsWith(':write'));
  const reply = await person.post('/auth/tokens', { name: 'Lasting', scopes });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  const { token } = reply.body;
  return { ...person, ...clientOf(app, { authorization: `Bearer ${token}` }), token };
}

export interface Workspace {
  readonly owner: Person;
  readonly organizationId: string;
  readonly teamId: string;
  /** The team's statuses by name. */
  readonly statuses: Readonly<Record<string, string>>;
}

/** An organization with one team. */
export async function makeWorkspace(app: Reachable, team: Record<string, unknown> = {}): Promise<Workspace> {
  const owner = await signUp(app, 'Owner');
  const organization = await owner.post('/organizations', { name: `Acme ${randomBytes(3).toString('hex')}` });
  expect(organization.status).toBe(201);
  const reply = await owner.post(`/organizations/${organization.body.id}/teams`, { name: 'Engineering', ...team });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  const teamId = reply.body.id;
  const statuses = await owner.get(`/teams/${teamId}/statuses`);
  const byName = Object.fromEntries(statuses.body.items.map((row) => [row.name, row.id]));
  return { owner, organizationId: organization.body.id, teamId, statuses: byName };
}

export interface JoinOptions {
  readonly role?: 'owner' | 'admin' | 'member' | 'guest';
  readonly teamRole?: 'owner' | 'admin' | 'member';
  readonly name?: string;
}

/** A person who was invited and accepted; also a member of the team if a team role is given. */
export async function join(app: Reachable, workspace: Workspace, options: JoinOptions = {}): Promise<Person> {
  const { role = 'member', teamRole, name = 'Omid' } = options;
  const person = await signUp(app, name);
  const { owner, organizationId, teamId } = workspace;
  const invitedReply = await owner.post(`/organizations/${organizationId}/invites`, {
    email: person.email,
    role,
    ...(teamRole ? { teamId, teamRole } : {}),
  });
  expect(invitedReply.status, JSON.stringify(invitedReply.body)).toBe(201);
  const link = await owner.post(`/invites/${invitedReply.body.id}/link`);
  const accepted = await person.post('/invites/accept', { token: tokenOf(link.body.url) });
  expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
  return person;
}

export function tokenOf(url: string): string {
  return url.slice(url.indexOf('#') + 1);
}

type Task = BodyOf<'post', `/teams/${string}/tasks`>;

export async function makeTask(person: Client, teamId: string, task: Record<string, unknown> = {}): Promise<Task> {
  const reply = await person.post(`/teams/${teamId}/tasks`, { title: 'A task', ...task });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}
