import { hash } from 'node:crypto';
import type { Actor, Context } from '../context.ts';
import { conflict, invalid } from '../errors.ts';
import { retryOnCollision } from '../database/database.ts';
import { and, qb, eq, gt, sql } from '../database/drizzle.ts';
import type { CommandTable } from '../database/module-tables.ts';
import { maybeOne, one, query, rawQuery } from '../database/query.ts';

export interface Command {
  readonly commandId: string;
  /** A digest of the complete input. The same key with another digest is refused. */
  readonly inputHash: string;
}

const takeLock = rawQuery<{ key: string }, { taken: boolean }>(
  (params) => sql`select pg_try_advisory_xact_lock(hashtextextended(${params.key}, 0)) as taken`,
);

/**
 * Runs a change once per idempotency key. The reply is stored in the transaction of the change, so a repeat does not
 * run the change again, even while the first request is still running or after the process was killed. Replies are
 * stored for 24 hours.
 * @throws DomainError 409 `request-in-progress`; 422 if the key was used with another input.
 */
export function commandsOnce(table: CommandTable) {
  type Key = { actor: string; commandId: string };
  const find = query<Key>()((params) =>
    qb
      .select({ inputHash: table.inputHash, output: table.output })
      .from(table)
      .where(
        and(
          eq(table.actor, params.actor),
          eq(table.commandId, params.commandId),
          gt(table.createdAt, sql`now() - interval '24 hours'`),
        ),
      ),
  );
  const keep = query<Key & { inputHash: string; output: unknown }>()((params) =>
    qb
      .insert(table)
      .values({ actor: params.actor, commandId: params.commandId, inputHash: params.inputHash, output: params.output })
      .onConflictDoUpdate({
        target: [table.actor, table.commandId],
        set: { inputHash: sql`excluded.input_hash`, output: sql`excluded.output`, createdAt: sql`excluded.created_at` },
      }),
  );

  return <C extends Context, Output>(
    ctx: C,
    command: Command,
    work: (ctx: C) => Promise<Output>,
  ): Promise<{ output: Output; isReplay: boolean }> =>
    retryOnCollision(ctx, async (inTx) => {
      const key = { actor: actorKey(ctx.actor), commandId: command.commandId };
      const { taken } = await one(takeLock(inTx, { key: `${key.actor} ${key.commandId}` }));
      if (!taken)
        throw conflict('request-in-progress', 'The same request is already in progress. Wait a moment and retry.');
      const storedReply = await maybeOne(find(inTx, key));
      if (storedReply && storedReply.inputHash !== command.inputHash) {
        throw invalid(
          'Idempotency-Key',
          'This key was already used for a different request. Use a new key.',
          'idempotency-key-reused',
        );
      }
      // This function stored the output as the reply of the same route, so the type is right.
      if (storedReply) return { output: storedReply.output as Output, isReplay: true };
      const output = await work(inTx);
      await keep(inTx, { ...key, inputHash: command.inputHash, output });
      return { output, isReplay: false };
    });
}

function actorKey(actor: Actor): string {
  if ('userId' in actor && actor.userId !== null) return actor.userId;
  return 'name' in actor ? `${actor.kind}:${actor.name}` : actor.kind;
}

/** The same for a contract method: a call with a `commandId` runs once for it, a call without one always runs. */
export function contractCommand(table: CommandTable) {
  const once = commandsOnce(table);
  return async <C extends Context, Output>(
    ctx: C,
    method: string,
    input: unknown,
    work: (ctx: C) => Promise<Output>,
  ): Promise<Output> => {
    if (ctx.commandId === undefined) return work(ctx);
    const inputHash = inputHashOf(method, input);
    return (await once(ctx, { commandId: ctx.commandId, inputHash }, work)).output;
  };
}

/** A digest of what is called with which input: a repeat of a command has the same. */
export function inputHashOf(name: string, input: unknown): string {
  return hash('sha256', `${name}\0${JSON.stringify(input)}`, 'base64url');
}
