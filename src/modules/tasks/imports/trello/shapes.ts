import { z } from 'zod';
import { cleanText, externalId } from '../source/text.ts';

// The parts of a Trello board export (JSON) that are imported, parsed leniently: missing or wrong values become empty,
// because exports of ten years differ. Only ids are required.

const text = z.string().catch('').transform(cleanText);
const id = z.string().min(1).transform(externalId);
const reference = id.nullable().catch(null);
const flag = z.boolean().catch(false);
const position = z.number().nullable().catch(null);
const moment = z.string().nullable().catch(null);
const count = z.int().min(0).max(1_000_000).catch(0);

/** Parses elements one by one; each unreadable one becomes null. */
const many = <Element extends z.ZodType>(element: Element) => z.array(element.nullable().catch(null)).catch([]);

const colour = z.string().nullable().catch(null);
const LabelEntry = z.object({ id: reference, name: text, color: colour });

export const List = z.object({ id, name: text, closed: flag, pos: position });
export type List = z.infer<typeof List>;

export const Label = LabelEntry.extend({ id });
export type Label = z.infer<typeof Label>;

export const Member = z.object({ id, username: text, fullName: text, email: text });
export type Member = z.infer<typeof Member>;

const CheckItem = z.object({
  id: reference,
  name: text,
  state: z.string().catch(''),
  pos: position,
  due: moment,
  idMember: reference,
});
export const Checklist = z.object({
  id: reference,
  idCard: reference,
  name: text,
  pos: position,
  checkItems: many(CheckItem),
});
export type Checklist = z.infer<typeof Checklist>;

const Attachment = z.object({
  name: text,
  url: text,
  /** Null in older exports. */
  isUpload: z.boolean().nullable().catch(null),
  bytes: z.number().nullable().catch(null),
});
export type Attachment = z.infer<typeof Attachment>;

const noValue = { text: '', number: '', date: '', checked: '' };
const FieldValue = z.object({
  idCustomField: reference,
  idValue: reference,
  value: z
    .object({ text, number: z.string().catch(''), date: z.string().catch(''), checked: z.string().catch('') })
    .catch({ ...noValue, text: cleanText('') }),
});
export type FieldValue = z.infer<typeof FieldValue>;

export const Card = z.object({
  id,
  name: text,
  desc: text,
  idList: reference,
  closed: flag,
  pos: position,
  due: moment,
  start: moment,
  dueComplete: flag,
  dateLastActivity: moment,
  idMembers: many(id),
  idLabels: many(id),
  labels: many(LabelEntry),
  checklists: many(Checklist),
  attachments: many(Attachment),
  customFieldItems: many(FieldValue),
  idMembersVoted: z.array(z.unknown()).catch([]),
  idAttachmentCover: reference,
  coordinates: z.unknown().optional(),
  badges: z.object({ comments: count, attachments: count }).catch({ comments: 0, attachments: 0 }),
});
export type Card = z.infer<typeof Card>;

/** A custom field of the board. */
export const CustomField = z.object({
  id,
  name: text,
  type: z.enum(['text', 'number', 'date', 'list', 'checkbox']),
  display: z.object({ cardFront: flag }).catch({ cardFront: false }),
  options: many(z.object({ id, value: z.object({ text }).catch({ text: cleanText('') }), color: colour })),
});
export type CustomField = z.infer<typeof CustomField>;

/** Comments are among the board's actions; all other actions are its history. */
export const CommentAction = z.object({
  id,
  type: z.enum(['commentCard', 'copyCommentCard']),
  date: moment,
  data: z.object({ text, card: z.object({ id: reference }).catch({ id: null }), dateLastEdited: moment }),
  idMemberCreator: reference,
  memberCreator: z
    .object({ id: reference, username: text, fullName: text })
    .catch({ id: null, username: cleanText(''), fullName: cleanText('') }),
});
export type CommentAction = z.infer<typeof CommentAction>;

/** Whether an unreadable action is a comment. */
export const CommentType = z.object({ type: CommentAction.shape.type });

/** Trello's colour names; `_dark` and `_light` are shades of the same colour. */
const colours: Readonly<Record<string, string>> = {
  green: '#4bce97',
  yellow: '#e2b203',
  orange: '#faa53d',
  red: '#f87462',
  purple: '#9f8fef',
  blue: '#579dff',
  sky: '#60c6d2',
  lime: '#94c748',
  pink: '#e774bb',
  black: '#8590a2',
};

export function colourOf(name: string | null): string | null {
  const [plain = ''] = (name ?? '').split('_');
  return Object.hasOwn(colours, plain) ? (colours[plain] ?? null) : null;
}

/** When a card was created: the first four bytes of its id are seconds (MongoDB ObjectId). */
export function createdAtOf(cardId: string): string | null {
  if (!/^[0-9a-f]{24}$/i.test(cardId)) return null;
  const date = new Date(Number.parseInt(cardId.slice(0, 8), 16) * 1000);
  return date.getUTCFullYear() >= 2000 && date.getUTCFullYear() < 2200 ? date.toISOString() : null;
}
