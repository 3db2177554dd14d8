import { api, body } from '../../api/client.ts';
import { newId } from '../../lib/new-id.ts';
import { forgetPresence, putPresence, putTeamPresence } from './viewers.ts';

const intervalMs = 15_000;
/** Who types nothing for this long has stopped. The server forgets it a little later by itself. */
const typingMs = 5_000;

interface Heartbeats {
  typed(): void;
  stoppedTyping(): void;
  stop(): void;
}

const running = new Map<string, Heartbeats>();

/** Tells others that this page shows a task, until the returned function is called. */
export function lookAtTask(id: string): () => void {
  const heartbeats = startHeartbeats(async (tab, isTyping) => {
    const reply = body(api.POST('/tasks/{id}/presence', { params: { path: { id } }, body: { tab, typing: isTyping } }));
    await reply.then(putPresence, () => forgetPresence(id));
  });
  running.set(id, heartbeats);
  return () => {
    running.delete(id);
    heartbeats.stop();
  };
}

/** Has this page told which tasks of a team others look at, until the returned function is called. */
export function lookAtBoard(id: string): () => void {
  const { stop } = startHeartbeats(async (tab) => {
    const reply = body(api.POST('/teams/{id}/presence', { params: { path: { id } }, body: { tab } }));
    await reply.then(
      ({ tasks }) => putTeamPresence(id, tasks),
      () => putTeamPresence(id, []),
    );
  });
  return stop;
}

async function leave(tab: string): Promise<void> {
  // It is also sent when the page is closed.
  await api.POST('/presence/leave', { body: { tab }, keepalive: true }).catch(() => undefined);
}

/** The person at this page types a comment on a task. */
export function typeComment(taskId: string, isEmpty: boolean): void {
  if (isEmpty) running.get(taskId)?.stoppedTyping();
  else running.get(taskId)?.typed();
}

/** A page in the background sends none: nobody looks at it. */
function startHeartbeats(send: (tab: string, isTyping: boolean) => Promise<void>): Heartbeats {
  const tab = newId();
  let timer: ReturnType<typeof setInterval> | undefined;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let isTyping = false;
  let typingSentAt = 0;
  /** In this order, so that none arrives after the leave. */
  let sent = Promise.resolve();

  function beat(): void {
    typingSentAt = isTyping ? Date.now() : 0;
    const sentTyping = isTyping;
    sent = sent.then(() => send(tab, sentTyping));
  }

  function setTyping(now: boolean): void {
    clearTimeout(typingTimer);
    if (now) typingTimer = setTimeout(() => setTyping(false), typingMs);
    const isNews = now !== isTyping;
    isTyping = now;
    if (timer !== undefined && (isNews || (now && Date.now() - typingSentAt > typingMs))) beat();
  }

  function start(): void {
    if (timer !== undefined) return;
    timer = setInterval(beat, intervalMs);
    beat();
  }

  function pause(): void {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    clearTimeout(typingTimer);
    isTyping = false;
    sent = sent.then(() => leave(tab));
  }

  const follow = () => (document.visibilityState === 'hidden' ? pause() : start());
  document.addEventListener('visibilitychange', follow);
  window.addEventListener('pagehide', pause);
  window.addEventListener('pageshow', follow);
  follow();
  return {
    typed: () => setTyping(true),
    stoppedTyping: () => setTyping(false),
    stop() {
      document.removeEventListener('visibilitychange', follow);
      window.removeEventListener('pagehide', pause);
      window.removeEventListener('pageshow', follow);
      pause();
    },
  };
}
