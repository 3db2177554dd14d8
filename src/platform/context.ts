import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { DatabaseContext } from './database/database.ts';
import { UserId } from './ids.ts';
import type { Logger } from './observability/logger.ts';

/** Who acts. The audit log stores it, policies decide by it. */
export const Actor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('anonymous') }),
  z.strictObject({
    kind: z.literal('user'),
    userId: UserId,
    sessionId: z.string(),
    instanceAdmin: z.boolean(),
    /** Signed in with a second factor. Organizations can require it. */
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
  /** Work that the app started itself; `userId` is set if a person requested it. */
  z.strictObject({ kind: z.literal('job'), name: z.string(), userId: UserId.nullable() }),
]);
export type Actor = z.infer<typeof Actor>;

/** The data that is passed with every contract call. Plain JSON, so a call can also go over HTTP. */
export const Call = z.object({
  actor: Actor,
  requestId: z.string(),
  /** The idempotency key of the change. The steps of a saga derive their keys from it. */
  commandId: z.string().optional(),
});
export type Call = z.infer<typeof Call>;

/** The first argument of every verb. */
export interface Context extends Call, DatabaseContext {
  readonly clock: Clock;
  readonly log: Logger;
}

/** The id of the person who acts, or null if there is none. */
export function userIdOf(actor: Actor): UserId | null {
  return 'userId' in actor ? actor.userId : null;
}

export const anonymous: Actor = { kind: 'anonymous' };
