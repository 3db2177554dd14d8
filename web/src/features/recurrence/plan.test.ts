import { describe, expect, it } from 'vitest';
import { planOf as planIn, ruleOf } from './plan.ts';

const planOf = (rule: string) => planIn(rule, { timeZone: 'Asia/Tehran', calendar: 'persian' });

describe('a rule of recurrence', () => {
  it.each([
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3;COUNT=5',
    'FREQ=WEEKLY;BYDAY=MO,TH',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;UNTIL=20270331',
    'FREQ=MONTHLY',
    'FREQ=MONTHLY;BYMONTHDAY=15',
    'FREQ=MONTHLY;BYMONTHDAY=-1',
    'FREQ=MONTHLY;BYDAY=2TU',
    'FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR',
    'RSCALE=PERSIAN;FREQ=MONTHLY;BYMONTHDAY=15',
    'RSCALE=PERSIAN;FREQ=YEARLY',
    'FREQ=YEARLY;COUNT=2',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;WKST=SA',
    'FREQ=DAILY;UNTIL=20270101T205959Z',
    'FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101T205959Z;WKST=SU',
  ])('%s is understood whole, and said the same again', (rule) => {
    const plan = planOf(rule);
    expect(plan && ruleOf(plan)).toBe(rule);
  });

  it('keeps what the editor does not show where other parts are changed', () => {
    const plan = planOf('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;UNTIL=20270101T205959Z;WKST=SA');
    expect(plan && ruleOf({ ...plan, every: 3 })).toBe(
      'FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SA;UNTIL=20270101T205959Z;WKST=SA',
    );
    const end = { kind: 'until', day: '2027-02-01' } as const;
    expect(plan && ruleOf({ ...plan, end })).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;UNTIL=20270201;WKST=SA');
  });

  it('of weeks that becomes one of months is of the reader’s calendar', () => {
    const plan = planOf('FREQ=WEEKLY');
    expect(plan && ruleOf({ ...plan, unit: 'month' })).toBe('RSCALE=PERSIAN;FREQ=MONTHLY');
  });

  it('shows the day on which it ends in the reader’s time zone', () => {
    const endIn = (timeZone: string) =>
      planIn('FREQ=DAILY;UNTIL=20270101T205959Z', { timeZone, calendar: 'gregorian' })?.end;
    expect(endIn('Asia/Tehran')).toMatchObject({ day: '2027-01-02' });
    expect(endIn('America/New_York')).toMatchObject({ day: '2027-01-01' });
  });

  it('keeps weekdays in the order of the week', () => {
    const plan = planOf('FREQ=WEEKLY;BYDAY=FR,MO');
    expect(plan && ruleOf(plan)).toBe('FREQ=WEEKLY;BYDAY=MO,FR');
  });

  it.each([
    'FREQ=DAILY;BYDAY=MO,TU',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=MONTHLY;BYDAY=MO',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=YEARLY;BYMONTH=3',
    'FREQ=HOURLY',
  ])('%s says more than the editor shows, so it is left as it is', (rule) => {
    expect(planOf(rule)).toBeNull();
  });
});
