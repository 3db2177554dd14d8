import { z } from 'zod';
import { readOrganization } from '#platform/http/rules.ts';
import { anyone, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import { OrganizationId, parseId, type UserId } from '#platform/ids.ts';
import { notFound } from '#platform/errors.ts';
import { PreferenceChanges, Preferences } from '../choices/choices.ts';
import type { NotificationsContext } from '../context.ts';
import { inboxOwner } from '../rules.ts';
import { unsubscribePage } from '../mail/headers.ts';
import { changePreferences, resetPreferences, showPreferences } from './change-preferences.ts';
import { turnOffEmails } from './turn-off-emails.ts';

const route = routeOf<NotificationsContext>();

interface Whose {
  readonly userId: UserId;
  readonly organizationId: OrganizationId | null;
}

/** One's own preferences; for an organization only as long as one is in it. */
const preferenceOwner: Rule<NotificationsContext, Whose> = {
  name: 'oneself; an organization that is named must be visible',
  credentials: 'required',
  async authorize(ctx, request) {
    const { userId } = await inboxOwner.authorize(ctx, request);
    const text = request.query['organizationId'];
    if (text === undefined) return { userId, organizationId: null };
    const organizationId = parseId<OrganizationId>(text);
    if (organizationId === null) throw notFound();
    return { userId, organizationId: readOrganization(ctx.scope, organizationId).id };
  },
};
const query = z.strictObject({
  organizationId: OrganizationId.optional().describe('Preferences that differ in this organization.'),
});

const tokenQuery = z.strictObject({ token: z.string().max(2_000) });

export const preferenceRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/notifications/preferences',
    summary: 'Get my notification preferences, as they apply',
    rule: preferenceOwner,
    query,
    reply: { status: 200, body: Preferences },
    handle: (ctx, { allowed }) => showPreferences(ctx, allowed),
  }),
  route({
    method: 'put',
    path: '/notifications/preferences',
    summary: 'Change my notification preferences; what is left out stays',
    rule: preferenceOwner,
    query,
    body: PreferenceChanges,
    reply: { status: 200, body: Preferences },
    handle: (ctx, { allowed, body }) => changePreferences(ctx, allowed, body),
  }),
  route({
    method: 'delete',
    path: '/notifications/preferences',
    summary: 'Go back to the default preferences, or in an organization to my own',
    rule: preferenceOwner,
    query,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => resetPreferences(ctx, allowed),
  }),
  route({
    method: 'get',
    path: '/notifications/unsubscribe',
    summary: 'Open the page that asks before it turns off emails, for people who follow the link of an email',
    rule: anyone,
    query: tokenQuery,
    reply: { status: 302, description: 'To the page of the browser app. Changes nothing.' },
    handle: async (ctx, { query: { token }, http }) => {
      const location = unsubscribePage(ctx, encodeURIComponent(token));
      return new Response(null, { status: 302, headers: { ...http.headers, location } });
    },
  }),
  route({
    method: 'post',
    path: '/notifications/unsubscribe',
    summary: 'Turn off emails of the types in the signed token, with one click in a mail program (RFC 8058)',
    rule: anyone,
    query: tokenQuery,
    body: z.unknown().describe('Ignored: mail programs send `List-Unsubscribe=One-Click`.'),
    textBody: true,
    reply: { status: 204 },
    handle: (ctx, { query: { token } }) => turnOffEmails(ctx, { token }),
  }),
];
