import { queryClient } from '../api/query-client.ts';
import { type ChangeStream, openStream } from '../api/stream.ts';
import type { User } from '../api/types.ts';
import { followDatePreferences } from '../data/session/follow-date-preferences.ts';
import { isSynced } from '../data/live/synced.ts';
import { readBootstrap } from '../data/session/bootstrap.ts';
import { noteSignedIn, onOtherUser } from '../data/session/was-signed-in.ts';
import { organizationsQuery } from '../data/organizations/queries.ts';
import { teamsQuery } from '../data/teams/queries.ts';
import { changeLanguage, currentLanguage } from '../i18n/language.ts';
import { deferred } from '../lib/deferred.ts';
import { ignore } from '../lib/ignore.ts';
import { awaitConfirmation, confirmUser, userConfirmed } from './confirmed-user.ts';
import { keepDraftsOf } from './drafts.ts';
import { keepDataOf } from './kept.ts';
import { openOutboxOf } from './outbox.ts';
import { createLiveUpdates } from './live/live.ts';
import { fillFromBootstrap } from './fill-from-bootstrap.ts';
import { pageNames } from './page-names.ts';
import { teamAt } from './team-at.ts';
import { nameSource } from './title.ts';

/** In the background nothing is painted. */
const longestFrameMs = 1_000;
/** When the first page was painted. */
const shown = deferred<void>();

let stream: ChangeStream | undefined;
let started: Promise<void> | undefined;

/**
 * Reads what the first page needs, starts the event stream, restores drafts and sets the language. Each navigation
 * calls it, and each link that is pointed at; it starts once per page, because signing out leaves the page.
 */
export async function startSession(me: User, pathname: string): Promise<void> {
  started ??= start(me, pathname);
  const speak = me.locale === currentLanguage() ? undefined : changeLanguage(me.locale);
  await Promise.all([started, speak]);
  // Data that every page needs, requested in parallel.
  void queryClient.prefetchQuery(organizationsQuery);
  void queryClient.prefetchQuery(teamsQuery);
}

async function start(me: User, pathname: string): Promise<void> {
  const isLate = !isSynced.get();
  if (isLate) awaitConfirmation(me.id);
  else confirmUser();
  keepDraftsOf(me.id);
  noteSignedIn(me.id);
  nameSource.set(pageNames);
  const hasOutbox = openOutboxOf(me.id);
  followDatePreferences();
  keepDataOf(me);
  onOtherUser(me.id, () => location.reload());
  const bootstrap = isLate ? null : await readBootstrap(teamAt(pathname));
  if (bootstrap) fillFromBootstrap(bootstrap);
  const since = bootstrap?.content.lastEventId ?? null;
  setTimeout(shown.resolve, longestFrameMs);
  stream = openStream(createLiveUpdates(queryClient), { isLate, shown: shown.promise, since });
  await Promise.all([stream.ready, hasOutbox]);
  // If this fails, it is tried again at the next start.
  if (globalThis.Notification?.permission === 'granted')
    void userConfirmed
      .then(() => import('../data/push/this-browser.ts'))
      .then(({ renewPush }) => renewPush(me.id))
      .catch(ignore);
}

/** The first page is in the document: the next frame shows it. */
export function noteShown(): void {
  requestAnimationFrame(() => setTimeout(shown.resolve));
}

export function streamState(): ChangeStream['state'] {
  if (!stream) throw new Error('the session has not started');
  return stream.state;
}
