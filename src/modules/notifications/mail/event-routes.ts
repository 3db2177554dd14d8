import { z } from 'zod';
import { notFound, unauthenticated } from '#platform/errors.ts';
import { anyone, type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import { verifySvix } from '../svix-signature.ts';
import { applyResendEvent } from './provider-events.ts';

const route = routeOf<NotificationsContext>();

export const mailEventRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'post',
    path: '/mail-events/resend',
    summary: 'Receive a webhook of Resend: an email bounced, was delayed, delivered or marked as spam',
    rule: anyone,
    body: z.unknown().describe('The event, signed by Resend with the secret in RESEND_WEBHOOK_SECRET (Svix headers).'),
    textBody: true,
    reply: { status: 204, description: 'Applied, or ignored: an event of another kind, or of an unknown email.' },
    async handle(ctx, { body, http }) {
      const secret = ctx.resendWebhookSecret;
      if (secret === undefined) throw notFound();
      const text = typeof body === 'string' ? body : '';
      const id = verifySvix({ secret, headers: http.raw.headers, body: text, now: ctx.clock.now() });
      if (id === null) throw unauthenticated('wrong-signature', 'The signature is wrong, or too old.');
      await applyResendEvent(ctx, id, text);
    },
  }),
];
