import { z } from 'zod';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { apiContentPolicy, securityHeaders } from '#platform/http/headers.ts';
import { unavailable } from '#platform/errors.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import { inboxOwner } from '../policy.ts';

const route = routeOf<NotificationsContext>();

export const streamRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/events',
    summary: 'Server-Sent Events: changes in what I may see',
    rule: inboxOwner,
    query: z.strictObject({ lastEventId: z.string().max(100).optional().describe('Where the header can’t be set.') }),
    reply: { status: 200, description: 'text/event-stream' },
    handle: async (ctx, { allowed, query, http }) => {
      const { outgoing, raw, context } = http;
      if (!outgoing) throw unavailable('no-stream', 'Event streams need a connection of their own.');
      const { actor } = context;
      const listener = {
        userId: allowed.userId,
        sessionKey: actor.kind === 'user' ? `session:${actor.sessionId}` : '',
        scope: () => ctx.scopeOf(actor),
        isStillSignedIn: () => ctx.isSignedIn(actor),
      };
      const headers = {
        ...securityHeaders(ctx.publicUrl),
        'content-security-policy': apiContentPolicy,
        'cache-control': 'no-store',
        'x-request-id': ctx.requestId,
      };
      const lastEventId = raw.headers.get('last-event-id') ?? query.lastEventId ?? null;
      await ctx.streams.open(outgoing, listener, lastEventId, headers);
      return RESPONSE_ALREADY_SENT;
    },
  }),
];
