import { z } from 'zod';

/** What an import has to tell: what it made, what was there already, what it could not take and why. */
export const ImportReport = z
  .strictObject({
    created: z.strictObject({
      tasks: z.number().int(),
      comments: z.number().int(),
      checklistItems: z.number().int(),
      labels: z.number().int(),
      statuses: z.number().int(),
    }),
    unchanged: z.number().int(),
    problems: z.array(z.strictObject({ at: z.string(), code: z.string(), reason: z.string() })),
    lost: z.array(z.strictObject({ what: z.string(), count: z.number().int(), reason: z.string() })),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof ImportReport>;

export const emptyReport: ImportReport = {
  created: { tasks: 0, comments: 0, checklistItems: 0, labels: 0, statuses: 0 },
  unchanged: 0,
  problems: [],
  lost: [],
};

const mostProblems = 500;

/** Collects what can't be taken while a file is read. */
export interface Findings {
  problem(at: string, code: keyof typeof problemReasons): void;
  lose(what: keyof typeof lostReasons, count: number): void;
  problems(): ImportReport['problems'];
  lost(): ImportReport['lost'];
}

const problemReasons = {
  malformed: 'It can’t be read and was left out.',
  'too-large': 'It is too large and was left out.',
  'not-utf8': 'Its text is not UTF-8; it was read as Western European.',
  'no-name': 'It has no name; it was called “(untitled)”.',
  'name-cut': 'Its name is longer than it may be here; it was cut. A task’s full title stands in its description.',
  'text-cut': 'Its text is longer than it may be here and was cut.',
  'no-column': 'It stands in a list that the file does not hold; it was put into the first column.',
  'no-task': 'It belongs to a card that the file does not hold and was left out.',
  'bad-date': 'Its date can’t be read and was left out.',
  'bad-characters': 'Characters that can’t be kept were taken out.',
  more: 'There were more problems than are listed.',
} as const;

const lostReasons = {
  attachments: 'The export holds no bytes of attachments, only their addresses.',
  comments: 'The export holds the newest 1,000 actions of the board; older comments are not in it.',
  'custom-fields': 'These values belong to fields that the file does not describe, or there are too many fields.',
  'done-marks': 'A due date ticked off in a list that is not done has no counterpart here.',
  'item-details': 'Checklist items have no due date and no assignee here.',
  votes: 'There are no votes here.',
  covers: 'Cards have no cover here.',
  places: 'Tasks have no place on a map here.',
} as const;

export function createFindings(): Findings {
  const problems: ImportReport['problems'] = [];
  const counts = new Map<keyof typeof lostReasons, number>();
  return {
    problem(at, code) {
      if (problems.length < mostProblems) problems.push({ at, code, reason: problemReasons[code] });
      else if (problems.length === mostProblems) problems.push({ at: '', code: 'more', reason: problemReasons.more });
    },
    lose(what, count) {
      if (count > 0) counts.set(what, (counts.get(what) ?? 0) + count);
    },
    problems: () => problems,
    lost: () => [...counts].map(([what, count]) => ({ what, count, reason: lostReasons[what] })),
  };
}
