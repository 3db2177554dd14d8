import { z } from 'zod';
import { DomainError } from '#platform/errors.ts';
import { reply } from '#platform/http/reply.ts';
import { anyone, type Route, routeOf } from '#platform/http/route.ts';

import { setAvatar, removeAvatar } from '../avatars/avatar.ts';
import type { AuthContext } from '../context.ts';
import { Email, Password, User } from '../contract.ts';
import { requestDeletion, restoreAccount } from '../deletion/request-deletion.ts';
import { askForConfirmation, confirmEmail, requestConfirmation } from '../links/confirm-email.ts';
import { askForReset, changePassword, PasswordChange, resetPassword } from '../passwords/change-password.ts';
import { OwnPassword, reauthenticated } from '../passwords/reauthenticate.ts';
import { self } from '../user/rules.ts';
import { exportOwnData } from './export-own-data.ts';
import { ProfileChange, updateProfile } from '../users/update-profile.ts';
import { toUser, type UserRow } from '../user/user.ts';

const route = routeOf<AuthContext>();
const graceMs = 14 * 86_400_000;
const LinkToken = z.string().max(200);
const Accepted = z.strictObject({}).meta({ id: 'Accepted' });

const show = (row: UserRow) => reply(toUser(row), { version: row.version });

export const accountRoutes: Route<AuthContext>[] = [
  route({
    method: 'get',
    path: '/auth/me',
    summary: 'My account',
    rule: self,
    reply: { status: 200, body: User },
    handle: async (_ctx, { allowed }) => show(allowed.account),
  }),
  route({
    method: 'patch',
    path: '/auth/me',
    summary: 'Update my profile',
    rule: self,
    body: ProfileChange,
    reply: { status: 200, body: User },
    handle: async (ctx, { allowed, body, ifVersion }) =>
      show(await updateProfile(ctx, allowed.userId, body, ifVersion)),
  }),
  route({
    method: 'delete',
    path: '/auth/me',
    summary: 'Delete my account, after 14 days of grace',
    rule: reauthenticated,
    tokenScope: null,
    limit: 'sign-in',
    body: z.strictObject({ password: OwnPassword }),
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) =>
      requestDeletion(ctx, { userId: allowed.userId, successorId: null, graceMs, ifVersion }),
  }),
  route({
    method: 'post',
    path: '/auth/me/restore',
    summary: 'Cancel the deletion of my account with the emailed link',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: z.strictObject({ token: LinkToken }),
    reply: { status: 200, body: User },
    handle: async (ctx, { body }) => show(await restoreAccount(ctx, body.token)),
  }),
  route({
    method: 'get',
    path: '/auth/me/export',
    summary: 'Export all data stored about me',
    rule: self,
    tokenScope: null,
    reply: { status: 200, body: z.record(z.string(), z.unknown()).meta({ id: 'OwnData' }) },
    handle: async (ctx, { allowed }) =>
      reply(await exportOwnData(ctx, allowed.userId), {
        headers: { 'content-disposition': 'attachment; filename="taskuno-my-data.json"' },
      }),
  }),
  route({
    method: 'post',
    path: '/auth/me/avatar',
    summary: 'Set my picture',
    rule: self,
    upload: true,
    body: z.strictObject({ file: z.string().meta({ format: 'binary' }) }),
    reply: { status: 200, body: User },
    handle: async (ctx, { allowed, http }) => show(await setAvatar(ctx, allowed.userId, http)),
  }),
  route({
    method: 'delete',
    path: '/auth/me/avatar',
    summary: 'Remove my picture',
    rule: self,
    reply: { status: 204 },
    handle: async (ctx, { allowed }) => {
      await removeAvatar(ctx, allowed.userId);
    },
  }),
  route({
    method: 'post',
    path: '/auth/me/password',
    summary: 'Change my password; ends every other session',
    rule: self,
    tokenScope: null,
    limit: 'sign-in',
    repeatable: false,
    body: PasswordChange,
    reply: { status: 204 },
    handle: (ctx, { allowed, body }) => changePassword(ctx, allowed.userId, allowed.sessionId, body),
  }),
  route({
    method: 'post',
    path: '/auth/me/email',
    summary: 'Change my email address; takes effect after the emailed link is opened',
    rule: reauthenticated,
    tokenScope: null,
    limit: 'sign-in',
    repeatable: false,
    body: z.strictObject({ password: OwnPassword, email: Email }),
    reply: { status: 202, body: Accepted },
    handle: async (ctx, { allowed, body }) => {
      await requestConfirmation(ctx, allowed.account, body.email);
      return {};
    },
  }),
  route({
    method: 'post',
    path: '/auth/password/forgot',
    summary: 'Email a link to set a new password, if the address has an account',
    rule: anyone,
    limit: 'mail',
    repeatable: false,
    body: z.strictObject({ email: Email }),
    reply: { status: 202, body: Accepted },
    handle: async (ctx, { body }) => {
      await askForReset(ctx, body.email);
      return {};
    },
  }),
  route({
    method: 'post',
    path: '/auth/password/reset',
    summary: 'Set a new password by the link in the mail',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: z.strictObject({ token: LinkToken, password: Password }),
    reply: { status: 204 },
    handle: (ctx, { body }) => resetPassword(ctx, body.token, body.password),
  }),
  route({
    method: 'post',
    path: '/auth/email/verification',
    summary: 'Resend the confirmation link: to my address or the given one',
    rule: anyone,
    limit: 'mail',
    repeatable: false,
    body: z.strictObject({ email: Email.optional() }),
    reply: { status: 202, body: Accepted },
    handle: async (ctx, { body }) => {
      const own = 'userId' in ctx.actor && ctx.actor.userId !== null ? await self.authorize(ctx, emptyRequest) : null;
      const email = own?.account.email ?? body.email;
      if (email === undefined)
        throw new DomainError('invalid', 'invalid', 'An email address is required.', {
          errors: [{ path: 'email', message: 'is required' }],
        });
      await askForConfirmation(ctx, email);
      return {};
    },
  }),
  route({
    method: 'post',
    path: '/auth/email/verify',
    summary: 'Confirm an email address with the emailed link',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: z.strictObject({ token: LinkToken }),
    reply: { status: 200, body: User },
    handle: async (ctx, { body }) => show(await confirmEmail(ctx, body.token)),
  }),
];

const emptyRequest = { params: {}, query: {}, body: undefined };
