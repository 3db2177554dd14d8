import { z } from 'zod';
import { pageOf } from '#platform/pagination/pagination.ts';
import { idParam, type Route, routeOf } from '#platform/http/route.ts';
import type { AuthContext } from '../context.ts';
import { NewPersonalToken, PersonalToken, type PersonalTokenId } from '../contract.ts';
import { OwnPassword, reauthenticated } from '../passwords/reauthenticate.ts';
import { self } from '../user/rules.ts';
import { createPersonalToken, listPersonalTokens, removePersonalToken } from './personal-token.ts';

const route = routeOf<AuthContext>();

/** A token cannot create, see or remove tokens: otherwise its scopes would not limit it. */
export const tokenRoutes: Route<AuthContext>[] = [
  route({
    method: 'get',
    path: '/auth/tokens',
    summary: 'List my personal access tokens',
    rule: self,
    tokenScope: null,
    reply: { status: 200, body: pageOf(PersonalToken) },
    handle: async (ctx, { allowed }) => ({
      items: await listPersonalTokens(ctx, { userId: allowed.userId }),
      nextCursor: null,
    }),
  }),
  route({
    method: 'post',
    path: '/auth/tokens',
    summary: 'Create a personal access token; it is shown only once',
    rule: reauthenticated,
    tokenScope: null,
    limit: 'sign-in',
    repeatable: false,
    body: NewPersonalToken.extend({ password: OwnPassword }),
    reply: { status: 201, body: PersonalToken.extend({ token: z.string() }).meta({ id: 'NewPersonalToken' }) },
    handle: (ctx, { allowed: { account }, body: { password: _password, ...draft } }) =>
      createPersonalToken(ctx, account, account.instanceAdmin, draft),
  }),
  route({
    method: 'delete',
    path: '/auth/tokens/{id}',
    summary: 'Delete a personal access token',
    rule: self,
    tokenScope: null,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => removePersonalToken(ctx, allowed.userId, idParam<PersonalTokenId>(params)),
  }),
];
