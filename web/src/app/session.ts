import { queryClient } from '../api/query-client.ts';
import { type ChangeStream, openStream } from '../api/stream.ts';
import type { User } from '../api/types.ts';
import { changeLanguage, currentLanguage } from '../i18n/language.ts';
import { openDraftsOf } from '../lib/drafts.ts';
import { createLiveUpdates } from './live.ts';
import { pageNames } from './page-names.ts';
import { nameSource } from './title.ts';

let stream: ChangeStream | undefined;

/** Begins to listen, finds what the person was writing, and speaks their language; once for a page, since signing out leaves the page. */
export async function startSession(me: User): Promise<void> {
  openDraftsOf(me.id);
  nameSource.set(pageNames);
  stream ??= openStream(createLiveUpdates(queryClient));
  const speak = me.locale === currentLanguage() ? undefined : changeLanguage(me.locale);
  await Promise.all([stream.ready, speak]);
}

export function streamState(): ChangeStream['state'] {
  if (!stream) throw new Error('the session has not started');
  return stream.state;
}
