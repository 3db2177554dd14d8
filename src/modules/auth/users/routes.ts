import { z } from 'zod';
import { instanceAdmin, isInstanceAdmin } from '#platform/http/rules.ts';
import { userIdOf } from '#platform/context.ts';
import { maybeOne } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { idParam, type Route, routeOf, type Rule, signedIn } from '#platform/http/route.ts';
import { UserId } from '#platform/ids.ts';
import { readAvatar } from '../avatars/avatar.ts';
import type { AuthContext } from '../context.ts';
import { AdminUser, linkKinds, NewUser, Person } from '../contract.ts';
import { requestDeletion } from '../deletion/request-deletion.ts';
import { HandedLink, handOverLink } from '../links/hand-over-link.ts';
import { people } from '../user/people.ts';
import { avatarUrl, toAdminUser, userById, type UserRow } from '../user/user.ts';
import {
  createUser,
  listUsers,
  lockUser,
  signOutEverywhere,
  unlockUser,
  updateUser,
  UserPatch,
} from './admin-users.ts';

const route = routeOf<AuthContext>();

/** The account, for instance admins. */
const accountAdmin: Rule<AuthContext, UserRow> = {
  name: 'instance admin',
  credentials: 'required',
  authorize: async (ctx, request) => {
    await instanceAdmin.authorize(ctx, request);
    const row = await maybeOne(userById(ctx, { id: idParam<UserId>(request.params) }));
    if (!row) throw notFound();
    return row;
  },
};

/** The account, for its owner, people of the same organizations, and instance admins. */
const acquaintance: Rule<AuthContext, UserRow> = {
  name: 'shares an organization with the person',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const id = idParam<UserId>(params);
    const userId = userIdOf(ctx.actor);
    const isKnown =
      userId !== null && (userId === id || isInstanceAdmin(ctx.actor) || (await ctx.ports.areColleagues(ctx, id)));
    const row = isKnown ? await maybeOne(userById(ctx, { id })) : undefined;
    if (!row) throw notFound();
    return row;
  },
};

function toPerson(row: UserRow): z.infer<typeof Person> {
  const { id, username, name, email } = row;
  return { id, username, name, avatarUrl: avatarUrl(row), email };
}

const showAdmin = (row: UserRow) => reply(toAdminUser(row), { version: row.version });

export const userRoutes: Route<AuthContext>[] = [
  route({
    method: 'get',
    path: '/users',
    summary: 'List people I share an organization with; instance admins see everyone',
    rule: signedIn,
    query: z.strictObject({ ...pageQuery, q: z.string().trim().max(100).optional() }),
    reply: { status: 200, body: pageOf(z.union([AdminUser, Person])) },
    handle: async (ctx, { query: { limit, cursor, q } }) => {
      if (isInstanceAdmin(ctx.actor)) return listUsers(ctx, { limit, cursor, q });
      const userId = userIdOf(ctx.actor);
      if (userId === null) return { items: [], nextCursor: null };
      const { userIds, nextCursor } = await ctx.ports.colleagues(ctx, { q: q ?? '', cursor: cursor ?? null, limit });
      const contacts = new Map((await people(ctx, { ids: userIds })).map((contact) => [contact.id, contact]));
      const items = userIds.flatMap((id) => {
        const contact = contacts.get(id);
        if (!contact) return [];
        const { username, name, avatarUrl: picture, email } = contact;
        return [{ id, username, name, avatarUrl: picture, email }];
      });
      return { items, nextCursor };
    },
  }),
  route({
    method: 'get',
    path: '/users/{id}',
    summary: 'Get a person I share an organization with',
    rule: acquaintance,
    reply: { status: 200, body: z.union([AdminUser, Person]) },
    handle: async (ctx, { allowed }) =>
      isInstanceAdmin(ctx.actor) ? showAdmin(allowed) : reply(toPerson(allowed), { version: allowed.version }),
  }),
  route({
    method: 'get',
    path: '/users/{id}/avatar',
    summary: 'Somebody’s picture',
    rule: acquaintance,
    query: z.strictObject({ v: z.string().max(20).optional() }),
    reply: { status: 200, description: 'The picture.' },
    handle: (ctx, { allowed }) => readAvatar(ctx, allowed.id, allowed.avatarVersion),
  }),
  route({
    method: 'post',
    path: '/users',
    summary: 'Create an account for someone',
    rule: instanceAdmin,
    tokenScope: 'admin',
    repeatable: false,
    body: NewUser,
    reply: { status: 201, body: AdminUser },
    handle: async (ctx, { body }) => showAdmin(await createUser(ctx, body)),
  }),
  route({
    method: 'patch',
    path: '/users/{id}',
    summary: 'Update an account',
    rule: accountAdmin,
    tokenScope: 'admin',
    body: UserPatch,
    reply: { status: 200, body: AdminUser },
    handle: async (ctx, { allowed, body, ifVersion }) => showAdmin(await updateUser(ctx, allowed, body, ifVersion)),
  }),
  route({
    method: 'delete',
    path: '/users/{id}',
    summary: 'Delete an account; `reassignTo` hands its tasks over first',
    rule: accountAdmin,
    tokenScope: 'admin',
    query: z.strictObject({ reassignTo: UserId.optional() }),
    reply: { status: 204 },
    handle: (ctx, { allowed, query, ifVersion }) =>
      requestDeletion(ctx, { userId: allowed.id, successorId: query.reassignTo ?? null, graceMs: 0, ifVersion }),
  }),
  route({
    method: 'post',
    path: '/users/{id}/links',
    summary: 'Create a link that would be emailed, if this server sends no email; shown only once',
    rule: accountAdmin,
    tokenScope: null,
    repeatable: false,
    body: z.strictObject({ kind: z.enum(linkKinds) }),
    reply: { status: 201, body: HandedLink },
    handle: (ctx, { allowed, body }) => handOverLink(ctx, allowed, body.kind),
  }),
  route({
    method: 'post',
    path: '/users/{id}/lock',
    summary: 'Lock an account and end its sessions',
    rule: accountAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: AdminUser },
    handle: async (ctx, { allowed }) => showAdmin(await lockUser(ctx, allowed)),
  }),
  route({
    method: 'post',
    path: '/users/{id}/unlock',
    summary: 'Unlock an account',
    rule: accountAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: AdminUser },
    handle: async (ctx, { allowed }) => showAdmin(await unlockUser(ctx, allowed)),
  }),
  route({
    method: 'post',
    path: '/users/{id}/sign-out',
    summary: 'End all sessions of an account',
    rule: accountAdmin,
    tokenScope: 'admin',
    reply: { status: 204 },
    handle: (ctx, { allowed }) => signOutEverywhere(ctx, allowed),
  }),
];
