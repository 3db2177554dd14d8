import { z } from 'zod';
import { cleanText, type CleanText, cut } from './text.ts';

export const partKinds = ['list', 'label', 'field', 'member', 'card', 'checklist', 'item', 'comment'] as const;
export type PartKind = (typeof partKinds)[number];

const Problem = z.strictObject({
  at: z.string().describe('Location in the file, in English.'),
  part: z.enum(partKinds).nullable().describe('Kind of item; null for the whole file.'),
  row: z.number().int().nullable().describe('Number of the item among those of its kind in the file, from 1.'),
  name: z.string().nullable(),
  code: z.string(),
  reason: z.string(),
});

/** The report of an import: what it created, what existed already, what it could not import and why. */
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

/** Reports of earlier releases have less detail about the location of a problem. */
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
  malformed: 'It couldn’t be read and was skipped.',
  'malformed-part': 'A part of it couldn’t be read and was skipped.',
  'too-large': 'It is too large and was skipped.',
  'not-utf8': 'The text is not UTF-8. It was read as Western European.',
  duplicate: 'Another item has the same id. This one was skipped.',
  empty: 'It has no text and was skipped.',
  'no-name': 'It has no name. It was named “(untitled)”.',
  'name-cut': 'The name was too long and was shortened. The full title of a task is in its description.',
  'text-cut': 'The text was too long and was shortened.',
  'no-column': 'Its list is not in the file. It was added to the first status.',
  'no-own-column': 'It wasn’t added as a status. Its cards were added to the closest existing status.',
  'no-task': 'Its card is not in the file. It was skipped.',
  'bad-date': 'The date couldn’t be read and was skipped.',
  'bad-characters': 'Unsupported characters were removed.',
} as const;
export type ProblemCode = keyof typeof problemReasons;

const lostReasons = {
  attachments: 'The export contains only links to the files. The links are kept in the description.',
  comments: 'The export contains only the 1,000 most recent actions of the board. Older comments are not included.',
  'custom-fields': 'The file doesn’t describe these fields, or the team doesn’t have them.',
  'done-marks': 'A completed due date in a list that isn’t done can’t be represented here.',
  'item-details': 'Checklist items don’t have due dates or assignees here.',
  votes: 'Votes aren’t supported.',
  covers: 'Card covers aren’t supported.',
  places: 'Locations aren’t supported.',
  statuses:
    'Only owners and admins of the team can add statuses. The cards were added to the closest existing statuses.',
  'too-many-statuses': 'A team can have at most 50 statuses. The cards were added to the closest existing statuses.',
  labels: 'In this organization, only owners and admins can create labels.',
  'too-many-labels': 'An organization can have at most 1,000 labels.',
  'unnamed-labels': 'Labels without a name or colour, or not described in the file.',
  'labels-of-card': 'A task can have at most 50 labels.',
  fields: 'Only owners and admins of the team can add custom fields. Their values were skipped.',
  'too-many-fields': 'A team can have at most 50 custom fields.',
  options: 'These options couldn’t be added to the existing field. Values that use them were skipped.',
  people: 'The file doesn’t contain their names.',
  'people-of-card': 'A task can have one assignee and at most 50 collaborators.',
  'too-many-items': 'A task can have at most 500 checklist items.',
} as const;
export type Loss = keyof typeof lostReasons;

/** Where something is in the file. */
export interface Location {
  readonly at: string;
  readonly part: PartKind | null;
  readonly row: number | null;
  readonly name: CleanText | null;
}

const longestName = 60;

/** `card “Buy a pan”`; if it has no name, by other known details. */
export function locationOf(part: PartKind, row: number, name: CleanText, otherwise: string = String(row)): Location {
  const short = cut(name, longestName);
  return {
    at: name === '' ? `${part} ${otherwise}` : `${part} “${short}”`,
    part,
    row,
    name: name === '' ? null : short,
  };
}

/** Notes about one part of the file, reported once it is known whether the part is new. */
export interface Notes {
  readonly location: Location;
  readonly problems: readonly ProblemCode[];
  readonly losses: readonly (readonly [Loss, number])[];
  problem(code: ProblemCode): void;
  lose(what: Loss, count: number): void;
}

export function createNotes(location: Location): Notes {
  const problems = new Set<ProblemCode>();
  const losses: (readonly [Loss, number])[] = [];
  return {
    location,
    get problems() {
      return [...problems];
    },
    losses,
    problem: (code) => void problems.add(code),
    lose: (what, count) => void losses.push([what, count]),
  };
}

/** Collects what cannot be imported while a file is read. */
export interface Findings {
  problem(location: Location, code: ProblemCode): void;
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
    problem(location, code) {
      if (problems.length < maxProblems) problems.push({ ...location, code, reason: problemReasons[code] });
      else more += 1;
    },
    lose(what, count) {
      if (count > 0) counts.set(what, (counts.get(what) ?? 0) + count);
    },
    add({ location, problems: codes, losses }) {
      for (const code of codes) findings.problem(location, code);
      for (const [what, count] of losses) findings.lose(what, count);
    },
    problems: () => (more === 0 ? problems : [...problems, moreProblems(more)]),
    lost: () => [...counts].map(([what, count]) => ({ what, count, reason: lostReasons[what] })),
  };
  return findings;
}

function moreProblems(count: number): ImportReport['problems'][number] {
  const reason = `${count.toLocaleString('en')} more problems are not listed.`;
  return { ...wholeFile(''), code: 'more', reason };
}

/** For problems of the whole file. */
export function wholeFile(filename: string): Location {
  return { at: cleanText(filename), part: null, row: null, name: null };
}
