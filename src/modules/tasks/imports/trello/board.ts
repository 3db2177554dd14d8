import { z } from 'zod';

// The parts of a Trello board export (JSON) that have a place here, read leniently: what is missing or of another kind
// becomes empty, since exports of ten years differ in what they hold. Only ids and what hangs on them are asked for.

const text = z.string().catch('');
const flag = z.boolean().catch(false);
const position = z.number().catch(0);
const moment = z.string().nullable().catch(null);
const ids = z.array(z.string()).catch([]);
const many = z.array(z.unknown()).catch([]);

const LabelEntry = z.object({ id: text, name: text, color: z.string().nullable().catch(null) });

export const List = z.object({ id: z.string().min(1), name: text, closed: flag, pos: position });
export type List = z.infer<typeof List>;

export const Label = LabelEntry.extend({ id: z.string().min(1) });
export type Label = z.infer<typeof Label>;

export const Member = z.object({ id: z.string().min(1), username: text, fullName: text, email: text });
export type Member = z.infer<typeof Member>;

export const Card = z.object({
  id: z.string().min(1),
  name: text,
  desc: text,
  idList: text,
  closed: flag,
  pos: position,
  due: moment,
  start: moment,
  dueComplete: flag,
  dateLastActivity: moment,
  idMembers: ids,
  idLabels: ids,
  labels: z.array(LabelEntry).catch([]),
  attachments: many,
  customFieldItems: z
    .array(
      z.object({
        idCustomField: text,
        idValue: z.string().nullable().catch(null),
        value: z
          .object({ text, number: text, date: text, checked: text })
          .catch({ text: '', number: '', date: '', checked: '' }),
      }),
    )
    .catch([]),
  idMembersVoted: many,
  idAttachmentCover: z.string().nullable().catch(null),
  coordinates: z.unknown().optional(),
  badges: z
    .object({ comments: z.number().catch(0), attachments: z.number().catch(0) })
    .catch({ comments: 0, attachments: 0 }),
});
export type Card = z.infer<typeof Card>;

/** A field that the board has made of its own. */
export const CustomField = z.object({
  id: z.string().min(1),
  name: text,
  type: z.enum(['text', 'number', 'date', 'list', 'checkbox']),
  display: z.object({ cardFront: flag }).catch({ cardFront: false }),
  options: z
    .array(
      z.object({
        id: text,
        value: z.object({ text }).catch({ text: '' }),
        color: z.string().nullable().catch(null),
      }),
    )
    .catch([]),
});
export type CustomField = z.infer<typeof CustomField>;

export const Checklist = z.object({
  id: text,
  idCard: text,
  name: text,
  pos: position,
  checkItems: z
    .array(
      z.object({
        id: text,
        name: text,
        state: text,
        pos: position,
        due: moment,
        idMember: z.string().nullable().catch(null),
      }),
    )
    .catch([]),
});
export type Checklist = z.infer<typeof Checklist>;

/** Comments are among the board's actions; all others are its history. */
export const CommentAction = z.object({
  id: z.string().min(1),
  type: z.enum(['commentCard', 'copyCommentCard']),
  date: moment,
  data: z.object({ text, card: z.object({ id: text }).catch({ id: '' }), dateLastEdited: moment }),
  memberCreator: z.object({ id: text, username: text, fullName: text }).catch({ id: '', username: '', fullName: '' }),
});
export type CommentAction = z.infer<typeof CommentAction>;

/** Trello's colours by name; `_dark` and `_light` are shades of the same. */
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

export function colourOf(name: string | null): string {
  return colours[(name ?? '').split('_')[0] ?? ''] ?? '#8590a2';
}

/** When a card was made: the first four bytes of its id are the seconds (MongoDB ObjectId). */
export function createdAtOf(id: string): string | null {
  if (!/^[0-9a-f]{24}$/i.test(id)) return null;
  const date = new Date(Number.parseInt(id.slice(0, 8), 16) * 1000);
  return date.getUTCFullYear() >= 2000 && date.getUTCFullYear() < 2200 ? date.toISOString() : null;
}
