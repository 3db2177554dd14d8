import { describe, expect, it } from 'vitest';
import { planOf, ruleOf } from './plan.ts';

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
    'FREQ=YEARLY;COUNT=2',
  ])('%s is understood whole, and said the same again', (rule) => {
    const plan = planOf(rule);
    expect(plan && ruleOf(plan)).toBe(rule);
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
