import type { QuickAddContext, QuickAddResult } from './quick-add.ts';

// What the tables of both languages share. Wednesday, 25 November 2026, 4 Azar 1405, a quarter past ten.

const names = {
  me: 'omid',
  people: [
    { id: 'sara', name: 'Sara Ahmadi', also: 'sara' },
    { id: 'omid', name: 'Omid Karimi', also: 'omidk' },
    { id: 'ali1', name: 'Ali Moradi', also: 'alim' },
    { id: 'ali2', name: 'Ali Rezaei', also: 'rezaei' },
    { id: 'maryam', name: 'مریم احمدی', also: 'maryam' },
    { id: 'reza', name: 'محمدرضا کریمی', also: 'mreza' },
  ],
  labels: [
    { id: 'site', name: 'Site' },
    { id: 'bug', name: 'Bug' },
    { id: 'design', name: 'Design' },
    { id: 'shop', name: 'فروشگاه' },
  ],
  projects: [
    { id: 'launch', name: 'Product launch' },
    { id: 'dev', name: 'Development' },
    { id: 'new-site', name: 'سایت جدید' },
  ],
};
const now = { ...names, day: '2026-11-25', minutes: 10 * 60 + 15 };

export const contexts: Readonly<Record<'en' | 'fa', QuickAddContext>> = {
  en: { ...now, calendar: 'gregorian', weekStart: 1 },
  fa: { ...now, calendar: 'persian', weekStart: 6 },
};

/** What was understood in one line: `2026-11-26 09:00 FREQ=WEEKLY !high @sara #site`; `?` for a choice to be made. */
export function shortOf({ day, time, rule, chips, priority, assigneeId, projectId, labelIds }: QuickAddResult): string {
  const choices = chips.flatMap((chip) => (chip.kind === 'tag' && chip.candidates.length > 1 ? [chip.candidates] : []));
  return [
    day,
    time,
    rule,
    priority && `!${priority}`,
    assigneeId && `@${assigneeId}`,
    projectId && `#${projectId}`,
    ...labelIds.map((id) => `#${id}`),
    ...choices.map((candidates) => `?${candidates.map(({ id }) => id).join('|')}`),
  ]
    .filter(Boolean)
    .join(' ');
}
