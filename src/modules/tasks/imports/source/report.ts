import { z } from 'zod';
import { cleanText, type CleanText, cut } from './text.ts';

export const partKinds = ['list', 'label', 'field', 'member', 'card', 'checklist', 'item', 'comment'] as const;
export type PartKind = (typeof partKinds)[number];

const Problem = z.strictObject({
  at: z.string().describe('Where, in English.'),
  part: z.enum(partKinds).nullable().describe('What it is; null for the file as a whole.'),
  row: z.number().int().nullable().describe('Its number in the file among those of its kind, from 1.'),
  name: z.string().nullable(),
  code: z.string(),
  reason: z.string(),
});

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
    problems: z.array(Problem),
    lost: z.array(z.strictObject({ what: z.string(), count: z.number().int(), reason: z.string() })),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof ImportReport>;

/** Reports of earlier releases say less of where a problem is. */
const StoredReport = ImportReport.extend({
  problems: z.array(
    Problem.extend({
      part: Problem.shape.part.default(null),
      row: Problem.shape.row.default(null),
      name: Problem.shape.name.default(null),
    }),
  ),
});

export function readReport(stored: unknown): ImportReport {
  return StoredReport.parse(stored);
}

export const emptyReport: ImportReport = {
  created: { tasks: 0, comments: 0, checklistItems: 0, labels: 0, statuses: 0 },
  unchanged: 0,
  problems: [],
  lost: [],
};

const problemReasons = {
  malformed: 'It can’t be read and was left out.',
  'malformed-part': 'A part of it can’t be read and was left out.',
  'too-large': 'It is too large and was left out.',
  'not-utf8': 'Its text is not UTF-8; it was read as Western European.',
  duplicate: 'Another has the same id; this one was left out.',
  empty: 'It has no text and was left out.',
  'no-name': 'It has no name; it was called “(untitled)”.',
  'name-cut': 'Its name is longer than it may be here; it was cut. A task’s full title stands in its description.',
  'text-cut': 'Its text is longer than it may be here and was cut.',
  'no-column': 'It stands in a list that the file does not hold; it was put into the first column.',
  'no-own-column': 'It did not become a column; its cards went to the nearest one.',
  'no-task': 'It belongs to a card that the file does not hold and was left out.',
  'bad-date': 'Its date can’t be read and was left out.',
  'bad-characters': 'Characters that can’t be kept were taken out.',
} as const;
export type ProblemCode = keyof typeof problemReasons;

const lostReasons = {
  attachments: 'The export holds no bytes of attachments, only their addresses. Links are kept in the description.',
  comments: 'The export holds the newest 1,000 actions of the board; older comments are not in it.',
  'custom-fields': 'Values of fields that the file does not describe, or that have no counterpart here.',
  'done-marks': 'A due date ticked off in a list that is not done has no counterpart here.',
  'item-details': 'Checklist items have no due date and no assignee here.',
  votes: 'There are no votes here.',
  covers: 'Cards have no cover here.',
  places: 'Tasks have no place on a map here.',
  statuses: 'Only owners and admins of the team add columns. The cards went to the nearest one that there is.',
  'too-many-statuses': 'A team has 50 columns at most. The cards went to the nearest one that there is.',
  labels: 'In this organization only owners and admins make labels.',
  'too-many-labels': 'An organization has 1,000 labels at most.',
  'unnamed-labels': 'Labels with neither name nor colour, or that the file does not describe.',
  'labels-of-card': 'A task has 50 labels at most.',
  fields: 'Only owners and admins of the team add fields; their values were left out.',
  'too-many-fields': 'A team has 50 fields of its own at most.',
  options: 'Options that the field does not have, and that could not be added; values that choose them were left out.',
  people: 'People of whom the file tells no name.',
  'people-of-card': 'A task has one assignee and 50 collaborators at most.',
  'too-many-items': 'A task has 500 checklist items at most.',
} as const;
export type Loss = keyof typeof lostReasons;

/** Where in the file something stands. */
export interface Place {
  readonly at: string;
  readonly part: PartKind | null;
  readonly row: number | null;
  readonly name: CleanText | null;
}

const longestName = 60;

/** `card “Buy a pan”`; by what else is known of it where it has no name. */
export function placeOf(part: PartKind, row: number, name: CleanText, otherwise: string = String(row)): Place {
  const short = cut(name, longestName);
  return {
    at: name === '' ? `${part} ${otherwise}` : `${part} “${short}”`,
    part,
    row,
    name: name === '' ? null : short,
  };
}

/** What is to be told of one part of the file, once it is known whether the part is new here. */
export interface Notes {
  readonly place: Place;
  readonly problems: readonly ProblemCode[];
  readonly losses: readonly (readonly [Loss, number])[];
  problem(code: ProblemCode): void;
  lose(what: Loss, count: number): void;
}

export function createNotes(place: Place): Notes {
  const problems = new Set<ProblemCode>();
  const losses: (readonly [Loss, number])[] = [];
  return {
    place,
    get problems() {
      return [...problems];
    },
    losses,
    problem: (code) => void problems.add(code),
    lose: (what, count) => void losses.push([what, count]),
  };
}

/** Collects what can’t be taken while a file is read. */
export interface Findings {
  problem(place: Place, code: ProblemCode): void;
  lose(what: Loss, count: number): void;
  add(notes: Notes): void;
  problems(): ImportReport['problems'];
  lost(): ImportReport['lost'];
}

const maxProblems = 500;

export function createFindings(): Findings {
  const problems: ImportReport['problems'] = [];
  const counts = new Map<Loss, number>();
  let more = 0;
  const findings: Findings = {
    problem(place, code) {
      if (problems.length < maxProblems) problems.push({ ...place, code, reason: problemReasons[code] });
      else more += 1;
    },
    lose(what, count) {
      if (count > 0) counts.set(what, (counts.get(what) ?? 0) + count);
    },
    add({ place, problems: codes, losses }) {
      for (const code of codes) findings.problem(place, code);
      for (const [what, count] of losses) findings.lose(what, count);
    },
    problems: () => (more === 0 ? problems : [...problems, moreProblems(more)]),
    lost: () => [...counts].map(([what, count]) => ({ what, count, reason: lostReasons[what] })),
  };
  return findings;
}

function moreProblems(count: number): ImportReport['problems'][number] {
  const reason = `There were ${count.toLocaleString('en')} more problems than are listed.`;
  return { ...wholeFile(''), code: 'more', reason };
}

/** Of the file as a whole. */
export function wholeFile(filename: string): Place {
  return { at: cleanText(filename), part: null, row: null, name: null };
}
