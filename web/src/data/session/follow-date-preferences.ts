import { queryClient } from '../../api/query-client.ts';
import { datePreferences } from '../../i18n/date-preferences.ts';
import { meQuery } from './session.ts';

/** Formats dates by the preferences of the signed-in person, and follows their changes. */
export function followDatePreferences(): void {
  read();
  queryClient.getQueryCache().subscribe(({ query: { queryKey } }) => {
    if (queryKey[0] === meQuery.queryKey[0]) read();
  });
}

function read(): void {
  const me = queryClient.getQueryData(meQuery.queryKey);
  if (me) datePreferences.set(me);
}
