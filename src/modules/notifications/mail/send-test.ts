import type { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { userIdOf } from '#platform/context.ts';
import { newId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId, notificationsContract } from '../contract.ts';
import { headersOf, messageIdOf } from './headers.ts';
import { addMessages, type Attempt, recordAttempts } from './message.ts';
import { providerRecorder } from './provider-status.ts';
import { renderMail } from './render.ts';
import { testMessage } from './test-message.ts';

type TestResult = z.output<typeof notificationsContract.methods.sendTestMail.output>;

/** Sends a test mail at once, without the queue, and returns what the provider replied. */
export async function sendTestMail(ctx: NotificationsContext, { to }: { readonly to: string }): Promise<TestResult> {
  const [account] = await ctx.auth.findPeople(ctx, { emails: [to], usernames: [] });
  const id = newId<MessageId>();
  const ownId = userIdOf(ctx.actor);
  const self = ownId === null ? undefined : (await ctx.people.byIds([ownId])).get(ownId);
  const reader = { userId: account?.id ?? null, locale: (account ?? self)?.locale ?? 'en' };
  const message = { ...testMessage(ctx, { ...reader, recipient: to }), id };
  const providers = providerRecorder(ctx);
  const attempt = await ctx.transport
    .send(
      {
        ...renderMail({ ...message, url: `${ctx.publicUrl}/`, publicUrl: ctx.publicUrl }),
        to,
        messageId: messageIdOf(ctx, message),
        headers: headersOf(ctx, message),
      },
      providers.report,
    )
    .then(
      (acceptance) => ({
        state: acceptance.provider === 'outbox' ? ('outbox' as const) : ('sent' as const),
        error: null,
        acceptance,
      }),
      (error: unknown) => ({ state: 'failed' as const, error: error instanceof Error ? error.message : String(error) }),
    );
  const { state, error } = attempt;
  await withTransaction(ctx, async (inTx) => {
    await addMessages(inTx, [message]);
    await recordAttempts(inTx, [{ id, ...attempt } satisfies Attempt]);
    if (ctx.transport.kind !== 'outbox') await providers.record(inTx);
  });
  return { id, state, provider: 'acceptance' in attempt ? attempt.acceptance.provider : null, error };
}
