import { expect, it } from 'vitest';
import { queryClient } from '../../api/query-client.ts';
import type { User } from '../../api/types.ts';
import { currentDateFormat } from '../../i18n/use-date-format.ts';
import { followDatePreferences } from './follow-date-preferences.ts';
import { meQuery } from './session.ts';

const readsDatesIn = (calendar: User['calendar'], timezone: string) =>
  queryClient.setQueryData(meQuery.queryKey, { calendar, timezone } as User);

it('dates are shown as the person who is signed in chose, and as they choose anew', () => {
  readsDatesIn('persian', 'Asia/Tehran');
  followDatePreferences();
  expect(currentDateFormat()).toMatchObject({ calendar: 'persian', timeZone: 'Asia/Tehran' });
  readsDatesIn('gregorian', 'Europe/Berlin');
  expect(currentDateFormat()).toMatchObject({ calendar: 'gregorian', timeZone: 'Europe/Berlin' });
});
