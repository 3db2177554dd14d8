import { z } from 'zod';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { unavailable } from '#platform/errors.ts';
import { sourceOf } from '#platform/http/caller-address.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import { inboxOwner } from '../rules.ts';
import { listenerOf } from './listener.ts';

const route = routeOf<NotificationsContext>();

export const streamRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/events',
    summary: 'Stream changes in what I can access (Server-Sent Events)',
    rule: inboxOwner,
    query: z.strictObject({
      lastEventId: z.string().max(100).optional().describe('If the header can’t be set.'),
      transport: z
        .enum(['stream', 'poll'])
        .optional()
        .describe(
          'poll: for clients behind a proxy that buffers. The reply ends after the first events, or after 25 seconds without one; ask again with the last ID.',
        ),
    }),
    reply: {
      status: 200,
      description:
        'text/event-stream. Frames of changes have an ID from which a later request resumes. Frames `presence` have none: their data is a TaskPresence, sent to those who say that they look at the task or the board of its team.',
    },
    handle: async (ctx, { allowed, query, http }) => {
      const { incoming, outgoing, raw, context } = http;
      if (raw.method === 'HEAD') return new Response(null, { headers: { 'content-type': 'text/event-stream' } });
      if (!outgoing) throw unavailable('no-stream', 'Event streams require a separate connection.');
      await ctx.streams.open({
        incoming,
        outgoing,
        headers: http.headers,
        listener: listenerOf(ctx, allowed.userId),
        source: sourceOf(context.address),
        lastEventId: raw.headers.get('last-event-id') ?? query.lastEventId ?? null,
        isPoll: query.transport === 'poll',
      });
      return RESPONSE_ALREADY_SENT;
    },
  }),
];
