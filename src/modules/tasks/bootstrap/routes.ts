import { createHash } from 'node:crypto';
import { z } from 'zod';
import { reply } from '#platform/http/reply.ts';
import { type Route, routeOf, signedIn } from '#platform/http/route.ts';
import { TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { Bootstrap, readBootstrap } from './bootstrap.ts';

const route = routeOf<TasksContext>();

/** The event id moves with every change anywhere and says nothing about the content. */
function etagOfContent({ lastEventId: _lastEventId, ...content }: Bootstrap): string {
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)}"`;
}

export const bootstrapRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/bootstrap',
    summary: 'Get what the browser app needs first: my account, organizations and teams, and the parts of one team',
    rule: signedIn,
    // It spans the scopes of several modules.
    tokenScope: null,
    query: z.strictObject({ teamId: TeamId.optional() }),
    reply: { status: 200, body: Bootstrap },
    handle: async (ctx, { query: { teamId = null }, http }) => {
      const body = await readBootstrap(ctx, teamId);
      const etag = etagOfContent(body);
      // A compressed reply has the weak form of the tag (RFC 9110, 13.1.2).
      const known = http.raw.headers.get('if-none-match')?.replace(/^W\//, '');
      if (known === etag) return new Response(null, { status: 304, headers: { etag } });
      return reply(body, { headers: { etag } });
    },
  }),
];
