import { newId, type UserId } from '#platform/ids.ts';
import type { Category, LabelId, TaskId } from '../contract.ts';
import type { CustomValues } from '../schema/task.ts';
import { shorten, shortenName, isTooLong, room } from './limits.ts';
import type { BoardPerson } from './people.ts';
import type { SourceCard, SourceLink } from './source/board.ts';
import { cleanText, type CleanText, cut, type ExternalId, isBlank, oneLine } from './source/text.ts';
import type { ImportedTask } from './write-tasks.ts';

/** The context in which a card becomes a task. */
export interface CardContext {
  readonly category: Category;
  readonly isInClosedList: boolean;
  readonly people: ReadonlyMap<ExternalId, BoardPerson>;
  /** People who may be given tasks of the team. */
  readonly readers: ReadonlySet<UserId>;
  readonly labels: ReadonlyMap<ExternalId, LabelId>;
  readonly customFields: CustomValues;
  readonly rank: string;
  readonly timezone: string;
  readonly createdBy: UserId;
  readonly now: Date;
}

const maxPeople = 50;
const maxLabels = 50;

/** The task for a card. What does not fit is reported in its notes. */
export function planTask(card: SourceCard, params: CardContext): Omit<ImportedTask, 'statusId'> {
  const { notes } = card;
  const isDone = params.category === 'done';
  const now = params.now.toISOString();
  const createdAt = earlierOf(card.createdAt ?? card.changedAt ?? now, now);
  const changedAt = earlierOf(card.changedAt ?? now, now);
  notes.lose('done-marks', card.isTicked && !isDone ? 1 : 0);
  return {
    id: newId<TaskId>(),
    ...titleAndDescription(card),
    ...peopleOf(card, params),
    labelIds: labelsOf(card, params),
    customFields: params.customFields,
    startDate: card.startDate,
    dueAt: card.dueAt,
    dueTimezone: card.dueAt === null ? null : params.timezone,
    rank: params.rank,
    archivedAt: card.isClosed || params.isInClosedList ? changedAt : null,
    completedAt: isDone ? changedAt : null,
    createdBy: params.createdBy,
    createdAt,
  };
}

/** A time in the future, from a wrong clock, becomes the current time. */
export function earlierOf(moment: string, present: string): string {
  return moment < present ? moment : present;
}

/** A title that had to be shortened starts the description in full; links end it. */
function titleAndDescription({ title: raw, description, links, notes }: SourceCard): {
  title: string;
  description: string;
} {
  const title = shortenName(raw, 'title', notes);
  const parts = [isTooLong(raw, 'title') ? oneLine(raw) : '', description.trim()].filter((part) => part !== '');
  const text = parts.join('\n\n') as CleanText;
  const linkList = linksText(links, notes);
  if (linkList === '') return { title, description: shorten(text, 'description', notes) };
  const remaining = room(linkList, 'description') - 2;
  if (text.length > remaining) notes.problem('text-cut');
  return { title, description: text === '' ? linkList : `${cut(text, remaining)}\n\n${linkList}` };
}

const maxLinksText = 20_000;

/** Links as a Markdown list. */
function linksText(links: readonly SourceLink[], notes: SourceCard['notes']): CleanText {
  let text = '';
  for (const [index, { name, url }] of links.entries()) {
    const address = cleanText(url.href);
    const label = oneLine(name).replaceAll(/[\\`*_[\]<>]/g, '\\$&');
    const isNamed = !isBlank(label) && oneLine(name) !== address && `${oneLine(name)}/` !== address;
    const line = isNamed ? `- [${label}](<${address}>)\n` : `- <${address}>\n`;
    if (text.length + line.length > maxLinksText) {
      notes.lose('attachments', links.length - index);
      break;
    }
    text += line;
  }
  return text.trimEnd() as CleanText;
}

/**
 * The first person with an account becomes the assignee. People without an account, or whom the importer may not name,
 * are stored as names.
 */
function peopleOf(
  { personIds, notes }: SourceCard,
  { people, readers }: CardContext,
): Pick<ImportedTask, 'assigneeId' | 'collaboratorIds' | 'importedPeople'> {
  const accounts = new Set<UserId>();
  const names = new Set<string>();
  for (const id of new Set(personIds)) {
    const { userId, name } = people.get(id) ?? { userId: null, name: cleanText('') };
    if (userId !== null && readers.has(userId)) accounts.add(userId);
    else if (!isBlank(name)) names.add(name);
    else notes.lose('people', 1);
  }
  const [assigneeId = null, ...others] = accounts;
  notes.lose('people-of-card', Math.max(0, others.length - maxPeople) + Math.max(0, names.size - maxPeople));
  return {
    assigneeId,
    collaboratorIds: others.slice(0, maxPeople),
    importedPeople: [...names].slice(0, maxPeople),
  };
}

function labelsOf({ labelIds, notes }: SourceCard, { labels }: CardContext): LabelId[] {
  const ids = labelIds.map((id) => labels.get(id)).filter((id) => id !== undefined);
  const unique = [...new Set(ids)];
  notes.lose('labels-of-card', Math.max(0, unique.length - maxLabels));
  return unique.slice(0, maxLabels);
}
