import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { DatabaseContext } from './database/database.ts';
import { UserId } from './ids.ts';
import type { Logger } from './observability/logger.ts';

/** Who acts. The log keeps it, policies decide by it. */
export const Actor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('anonymous') }),
  z.strictObject({
    kind: z.literal('user'),
    userId: UserId,
    sessionId: z.string(),
    instanceAdmin: z.boolean(),
    /** Came in with a second factor: organizations may ask for one. */
    secondFactor: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('token'),
    userId: UserId,
    tokenId: z.string(),
    scopes: z.array(z.string()),
    instanceAdmin: z.boolean(),
    secondFactor: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('service'), name: z.string() }),
  /** Work that the app does by itself; `userId` where somebody asked for it. */
  z.strictObject({ kind: z.literal('job'), name: z.string(), userId: UserId.nullable() }),
]);
export type Actor = z.infer<typeof Actor>;

/** What travels with every call of a contract: plain data, so that the call can go over HTTP. */
export const Call = z.object({
  actor: Actor,
  requestId: z.string(),
  /** The idempotency key of the change; the steps of a saga derive theirs from it. */
  commandId: z.string().optional(),
});
export type Call = z.infer<typeof Call>;

/** What every verb gets first. */
export interface Context extends Call, DatabaseContext {
  readonly clock: Clock;
  readonly log: Logger;
}

/** The person behind the actor, or null where there is none. */
export function userIdOf(actor: Actor): UserId | null {
  return 'userId' in actor ? actor.userId : null;
}

export const anonymous: Actor = { kind: 'anonymous' };
