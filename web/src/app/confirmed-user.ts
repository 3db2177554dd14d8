import { queryClient } from '../api/query-client.ts';
import { meQuery } from '../data/session/session.ts';
import { forgetUser } from '../data/session/was-signed-in.ts';
import { deferred } from '../lib/deferred.ts';

const readAgainAfterMs = 15_000;

const confirmation = deferred<void>();
let isDone = false;

/** Settles once the server has said, in this page, that the session is of the person whose data is shown. */
export const userConfirmed: Promise<void> = confirmation.promise;
export const isUserConfirmed = (): boolean => isDone;

/** This person was read from the server. */
export function confirmUser(): void {
  isDone = true;
  confirmation.resolve();
}

/**
 * This person is shown from an earlier visit, and somebody else may have signed in since: waits for what the server
 * says. For somebody else the page is loaded again, without anything of the earlier visit.
 */
export function awaitConfirmation(userId: string): void {
  const stop = queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.query.queryKey[0] !== meQuery.queryKey[0]) return;
    if (event.action.type === 'error') setTimeout(readAgain, readAgainAfterMs);
    if (event.action.type !== 'success') return;
    const me = queryClient.getQueryData(meQuery.queryKey);
    // Without a session the page is loaded again anyway.
    if (!me) return;
    stop();
    if (me.id === userId) confirmUser();
    else void forgetUser().then(() => location.reload());
  });
}

function readAgain(): void {
  if (!isDone) void queryClient.refetchQueries(meQuery);
}
