import { expect, it } from 'vitest';
import { queryClient } from '../../api/query-client.ts';
import type { User } from '../../api/types.ts';
import { currentManner } from '../../i18n/use-manner.ts';
import { followDatePreferences } from './follow-date-preferences.ts';
import { meQuery } from './session.ts';

const readsDatesIn = (calendar: User['calendar'], timezone: string) =>
  queryClient.setQueryData(meQuery.queryKey, { calendar, timezone } as User);

it('dates are shown as the person who is signed in chose, and as they choose anew', () => {
  readsDatesIn('persian', 'Asia/Tehran');
  followDatePreferences();
  expect(currentManner()).toMatchObject({ calendar: 'persian', timeZone: 'Asia/Tehran' });
  readsDatesIn('gregorian', 'Europe/Berlin');
  expect(currentManner()).toMatchObject({ calendar: 'gregorian', timeZone: 'Europe/Berlin' });
});
