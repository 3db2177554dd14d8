import type { Category } from '../../contract.ts';
import type { Findings } from '../report.ts';
import { type Card, colourOf, createdAtOf, type Label, type List } from './board.ts';

/** Titles and texts may be no longer here. */
const longest = { title: 255, description: 100_000, comment: 50_000, name: 100, item: 1_000 };
type Kind = keyof typeof longest;

/** A text that can be kept: no NUL, no half of a surrogate pair, not too long. What was changed is told. */
export function clean(raw: string, kind: Kind, at: string, findings: Findings): string {
  const whole = raw.toWellFormed().replaceAll('\0', '').trim();
  if (whole !== raw.trim()) findings.problem(at, 'bad-characters');
  if (whole.length <= longest[kind]) return whole;
  findings.problem(at, kind === 'description' || kind === 'comment' ? 'text-cut' : 'name-cut');
  return (
    whole
      .slice(0, longest[kind] - 1)
      .toWellFormed()
      .trimEnd() + '…'
  );
}

export function cleanName(raw: string, kind: Kind, at: string, findings: Findings): string {
  const name = clean(raw, kind, at, findings);
  if (name !== '') return name;
  findings.problem(at, 'no-name');
  return '(untitled)';
}

/** A title that had to be cut stands whole at the head of the description. */
export function titleAndDescription(
  card: Card,
  at: string,
  findings: Findings,
): { title: string; description: string } {
  const title = cleanName(card.name, 'title', at, findings);
  const isCut = card.name.trim().length > longest.title;
  const raw = isCut ? `${card.name.trim()}\n\n${card.desc}` : card.desc;
  return { title, description: clean(raw, 'description', at, findings) };
}

/** A moment of the export in UTC, or null. */
export function momentOf(raw: string | null, at: string, findings: Findings): string | null {
  if (raw === null || raw === '') return null;
  const date = new Date(raw);
  const year = date.getUTCFullYear();
  if (year >= 1900 && year < 2200) return date.toISOString();
  findings.problem(at, 'bad-date');
  return null;
}

export function dayOf(raw: string | null, at: string, findings: Findings): string | null {
  return momentOf(raw, at, findings)?.slice(0, 10) ?? null;
}

export function createdAt(
  card: Pick<Card, 'id' | 'dateLastActivity'>,
  now: string,
  at: string,
  findings: Findings,
): string {
  return createdAtOf(card.id) ?? momentOf(card.dateLastActivity, at, findings) ?? now;
}

/** What is lost of a card, told once for each kind. */
export function countLosses(card: Card, commentsKept: number, isDone: boolean, findings: Findings): void {
  findings.lose('attachments', Math.max(card.attachments.length, card.badges.attachments));
  findings.lose('comments', Math.max(0, card.badges.comments - commentsKept));
  findings.lose('votes', card.idMembersVoted.length);
  findings.lose('covers', card.idAttachmentCover ? 1 : 0);
  findings.lose('places', card.coordinates ? 1 : 0);
  findings.lose('done-marks', card.dueComplete && !isDone ? 1 : 0);
}

/** Words of a list's name that say what its cards are, in the languages that boards were seen in. */
const categoryWords: readonly [Category, RegExp][] = [
  [
    'done',
    /\b(done|finished|complete|completed|closed|shipped|released|live|fertig|erledigt|abgeschlossen|terminé|fini|hecho|listo|fatto|gedaan|klaar)\b|انجام[ \u200c]شد|تمام[ \u200c]شد|پایان/iu,
  ],
  ['cancelled', /\b(cancelled|canceled|rejected|abandoned|wontfix|abgelehnt|verworfen|annulé)\b|لغو/iu],
  [
    'in_progress',
    /\b(doing|progress|wip|review|testing|test|qa|blocked|waiting|bearbeitung|arbeit|laufend|en cours|en curso|in corso|bezig)\b|در[ \u200c]حال|بررسی|در[ \u200c]دست/iu,
  ],
];

export function categoryOf({ name }: Pick<List, 'name'>): Category {
  return categoryWords.find(([, words]) => words.test(name))?.[0] ?? 'todo';
}

export interface PlannedLabel {
  readonly externalId: string;
  readonly name: string;
  readonly colour: string;
}

/** A label without a name is known by its colour in Trello, and so it is called. */
export function planLabel(label: Pick<Label, 'id' | 'name' | 'color'>, findings: Findings): PlannedLabel {
  const name = clean(label.name, 'name', `label ${label.id}`, findings);
  const colourName = (label.color ?? 'grey').split('_')[0] ?? 'grey';
  return {
    externalId: label.id || `${label.color}:${label.name}`,
    name: name || colourName.charAt(0).toUpperCase() + colourName.slice(1),
    colour: colourOf(label.color),
  };
}

/** Older boards write their labels out on each card, and some have no list of them at all. */
export function labelsOfCard(card: Card): { id: string; name: string; color: string | null }[] {
  const ids = new Set(card.labels.map(({ id }) => id));
  return [...card.labels, ...card.idLabels.filter((id) => !ids.has(id)).map((id) => ({ id, name: '', color: null }))];
}

export function cardName(card: Pick<Card, 'name'>): string {
  return `card “${card.name.toWellFormed().replaceAll('\0', '').slice(0, 60)}”`;
}
