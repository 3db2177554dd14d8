import { type Answer, ask, type TestTeam } from './workload.ts';

export const requestsPerSecond = 200;
/** With this many requests without a reply, the machine serves fewer than it is sent: no more are sent meanwhile. */
const maxOpen = 100;
/** One request in this many creates a task; the others read. */
const readsPerWrite = 10;

/**
 * Sends requests at a fixed rate, also while earlier ones have no reply yet, but never more than a machine can serve:
 * an overload of the machine that runs all of this would look like a fault of the server.
 */
export function startLoad(url: string, { token, teamId, assigneeId }: TestTeam) {
  const replies: Pick<Answer, 'status' | 'failure' | 'ms'>[] = [];
  const created: string[] = [];
  const open = new Set<Promise<void>>();
  const startedAt = performance.now();
  let [count, due] = [0, 0];
  const send = async () => {
    count += 1;
    const isWrite = count % readsPerWrite === 0;
    const { status, failure, body, ms } = isWrite
      ? await ask(url, 'POST', `/teams/${teamId}/tasks`, { token, body: { title: `Task ${count}`, assigneeId } })
      : await ask(url, 'GET', `/teams/${teamId}/tasks?limit=20`, { token });
    replies.push({ status, ms, ...(failure === undefined ? {} : { failure }) });
    if (isWrite && status === 201) created.push(String(body['id']));
  };
  const timer = setInterval(() => {
    // A busy machine fires timers late: catch up.
    const now = Math.ceil(((performance.now() - startedAt) * requestsPerSecond) / 1_000);
    for (; due < now; due += 1) {
      if (open.size >= maxOpen) continue;
      const sent = send();
      open.add(sent);
      void sent.then(() => open.delete(sent));
    }
  }, 1_000 / requestsPerSecond);
  return {
    /** What has been answered so far. */
    replies,
    async stop() {
      clearInterval(timer);
      const rate = Math.round((count * 1_000) / (performance.now() - startedAt));
      await Promise.all(open);
      const leftOut = due - count;
      const why = `, ${leftOut} of ${due} left out because ${maxOpen} had no reply: this machine serves no more`;
      const sent = `${rate} requests a second sent${leftOut === 0 ? '' : why}`;
      return { replies, created, sent };
    },
  };
}

/** Failures and durations of replies, in words. */
export function describeReplies(replies: readonly Pick<Answer, 'status' | 'failure' | 'ms'>[]) {
  const failed = replies.filter(({ status }) => status < 200 || status > 299);
  const durations = replies.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const percentile = (share: number) =>
    Math.round(durations[Math.min(durations.length - 1, Math.floor((durations.length * share) / 100))] ?? 0);
  const statuses = [...new Set(failed.map(({ status, failure }) => failure ?? status))].join(', ');
  return {
    failed: failed.length,
    text: `${failed.length} of ${replies.length} requests failed${statuses ? ` (${statuses})` : ''}, p50 ${percentile(50)} ms, p99 ${percentile(99)} ms, longest ${percentile(100)} ms`,
  };
}
