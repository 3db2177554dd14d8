import { z } from 'zod';
import { anyone, type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import { act, examineAction, findAction, type LinkedAction, type Result } from './act.ts';
import { actionPage } from './page.ts';

const route = routeOf<NotificationsContext>();

const query = z.strictObject({ token: z.string().max(200).describe('The signed token of the link in an email.') });
const reply = { status: 200, description: 'A page in the reader’s language.' } as const;

function pageOf(
  { publicUrl }: NotificationsContext,
  { headers, raw }: { readonly headers: Readonly<Record<string, string>>; readonly raw: Request },
  linked: LinkedAction | null,
  result: Result,
): Response {
  const language = /^fa\b/i.test(raw.headers.get('accept-language') ?? '') ? 'fa' : 'en';
  return actionPage(headers, { publicUrl, language }, linked, result);
}

export const mailActionRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/notifications/mail-action',
    summary: 'Show the page that asks before it does what a button of an email says; changes nothing',
    rule: anyone,
    query,
    htmlPage: true,
    reply,
    handle: async (ctx, { query: { token }, http }) => {
      const linked = await findAction(ctx, token);
      return pageOf(ctx, http, linked, { outcome: linked ? examineAction(ctx, linked) : 'asks' });
    },
  }),
  route({
    method: 'post',
    path: '/notifications/mail-action',
    summary: 'Complete a task, or be reminded of it later, with the signed single-use link of an email',
    rule: anyone,
    query,
    body: z.unknown().describe('Ignored: the form of the page is empty.'),
    textBody: true,
    htmlPage: true,
    reply,
    handle: async (ctx, { query: { token }, http }) => {
      const linked = await findAction(ctx, token);
      return pageOf(ctx, http, linked, linked ? await act(ctx, linked) : { outcome: 'asks' });
    },
  }),
];
