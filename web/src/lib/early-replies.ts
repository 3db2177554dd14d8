declare global {
  /** Replies that boot.js requested before the app's code had come, by path and query. */
  var taskunoReplies: Record<string, Promise<Response> | undefined> | undefined;
}

/**
 * The reply to a request that boot.js has sent already. Each is taken once, because it grows old.
 * @returns undefined if there is none; rejects as the request would that was sent, or once `request` is aborted.
 */
export function takeEarlyReply({ method, url, signal }: Request): Promise<Response> | undefined {
  const { pathname, search } = new URL(url);
  const reply = method === 'GET' ? globalThis.taskunoReplies?.[pathname + search] : undefined;
  if (!reply) return undefined;
  delete globalThis.taskunoReplies?.[pathname + search];
  const isAborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
  return Promise.race([reply, isAborted]);
}

/** From now on every request is sent: what was requested before would be too old. */
export function forgetEarlyReplies(): void {
  globalThis.taskunoReplies = undefined;
}
