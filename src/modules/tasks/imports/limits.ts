import { NewItem } from '../checklists/checklist.ts';
import { CommentBody } from '../comments/comment.ts';
import { NewField } from '../fields/change-fields.ts';
import { longestText } from '../task/custom-field-values.ts';
import { NewLabel } from '../labels/labels.ts';
import { Description, Title } from '../task/fields.ts';
import { NewStatus } from '../workflow/change-workflow.ts';
import type { Notes } from './source/report.ts';
import { cleanText, type CleanText, cut, isBlank, oneLine } from './source/text.ts';

/** Imported texts have the same limits as texts that people write. */
const longest = {
  title: longestOf(Title),
  description: longestOf(Description),
  comment: longestOf(CommentBody),
  status: longestOf(NewStatus.shape.name),
  label: longestOf(NewLabel.shape.name),
  field: longestOf(NewField.shape.name),
  checklist: longestOf(NewItem.shape.checklist.unwrap()),
  item: longestOf(NewItem.shape.title),
  value: longestText,
  option: 100,
  person: 100,
  team: 100,
} as const;
export type TextKind = keyof typeof longest;
const ofManyLines: ReadonlySet<TextKind> = new Set(['description', 'comment', 'value']);

/** @throws Error for a schema without a limit, which is a programming error. */
function longestOf({ maxLength }: { readonly maxLength: number | null }): number {
  if (maxLength === null) throw new Error('a text that people write has a limit');
  return maxLength;
}

/** Shapes and shortens a text to what its kind allows. Reports that it was shortened. */
export function shorten(raw: CleanText, kind: TextKind, notes: Notes | null): CleanText {
  const isText = ofManyLines.has(kind);
  const text = isText ? (raw.trim() as CleanText) : oneLine(raw);
  if (text.length > longest[kind]) notes?.problem(isText ? 'text-cut' : 'name-cut');
  return cut(text, longest[kind]);
}

const untitled = cleanText('(untitled)');

/** The same for texts that must not be empty. */
export function shortenName(raw: CleanText, kind: TextKind, notes: Notes | null): CleanText {
  const name = shorten(raw, kind, notes);
  if (!isBlank(name)) return name;
  notes?.problem('no-name');
  return untitled;
}

export function isTooLong(raw: CleanText, kind: TextKind): boolean {
  return oneLine(raw).length > longest[kind];
}

export function room(text: CleanText, kind: TextKind): number {
  return longest[kind] - text.length;
}
