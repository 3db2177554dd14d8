import { DomainError } from '#platform/errors.ts';
import { type StreamedValue, streamJson } from '../json-stream.ts';
import type { OpenFile } from '../source/board.ts';
import { createNotes, type Findings, type Notes, type PartKind, locationOf } from '../source/report.ts';
import { cleanText, type CleanText, externalId, type ExternalId, isCleanThroughout } from '../source/text.ts';
import { Card, Checklist, CommentAction, CommentType, CustomField, Label, List, Member } from './shapes.ts';

/** A readable element of one of the file's arrays. */
export interface Element<Value> {
  readonly value: Value;
  /** Its number in the file, from 1. */
  readonly row: number;
  readonly notes: Notes;
}

/**
 * What must be known of a board before its cards are imported: lists, labels and fields, but of the cards only their
 * ids.
 */
export interface Survey {
  readonly id: string;
  readonly name: CleanText;
  readonly lists: readonly Element<List>[];
  readonly labels: readonly Element<Label>[];
  /** Labels that some card uses. */
  readonly usedLabels: ReadonlySet<ExternalId>;
  readonly fields: readonly Element<CustomField>[];
  readonly members: ReadonlyMap<ExternalId, Member>;
  readonly counts: { cards: number; items: number; comments: number };
  readonly cardIds: ReadonlySet<ExternalId>;
  readonly cardsByList: ReadonlySet<ExternalId>;
  readonly checklistIds: ReadonlySet<ExternalId>;
  /** How many comments the export has for each card. */
  readonly commentsByCard: ReadonlyMap<ExternalId, number>;
}

const keys = ['id', 'name', 'lists', 'labels', 'customFields', 'members', 'cards', 'checklists', 'actions'] as const;
const maxLabels = 5_000;

/**
 * Reads the whole file once.
 * @throws DomainError 422 `not-json`, `cut-off`, or `not-trello` if it is not a board export.
 */
export async function surveyBoard(open: OpenFile, findings: Findings): Promise<Survey> {
  const lists = new Map<ExternalId, Element<List>>();
  const labels = new Map<ExternalId, Element<Label>>();
  const labelsOfCards = new Map<ExternalId, Element<Label>>();
  const fields = new Map<ExternalId, Element<CustomField>>();
  const members = new Map<ExternalId, Member>();
  const counts = { cards: 0, items: 0, comments: 0 };
  const commentsByCard = new Map<ExternalId, number>();
  const cardIds = new Set<ExternalId>();
  const cardsByList = new Set<ExternalId>();
  const checklistIds = new Set<ExternalId>();
  const inCards: { id: ExternalId | null; items: number }[] = [];
  const usedLabels = new Set<ExternalId>();
  let id = '';
  let name = '';
  for await (const entry of streamJson(await open(), { keys })) {
    const read = <Value>(schema: Schema<Value>, part: PartKind, nameOf: (value: Value) => CleanText) =>
      readElement(entry, schema, part, nameOf, findings);
    switch (entry.key) {
      case 'id':
        id = typeof entry.value === 'string' ? entry.value : '';
        break;
      case 'name':
        name = typeof entry.value === 'string' ? entry.value : '';
        break;
      case 'lists':
        collectFirst(lists, read(List, 'list', nameOf), findings);
        break;
      case 'labels':
        collectFirst(labels, read(Label, 'label', nameOf), findings);
        break;
      case 'customFields':
        collectFirst(fields, read(CustomField, 'field', nameOf), findings);
        break;
      case 'members':
        collectMember(members, read(Member, 'member', ({ username }) => username)?.value);
        break;
      case 'cards': {
        const card = read(Card, 'card', nameOf);
        if (!card) break;
        counts.cards += 1;
        if (cardIds.has(card.value.id)) findings.problem(card.notes.location, 'duplicate');
        cardIds.add(card.value.id);
        if (card.value.idList !== null) cardsByList.add(card.value.idList);
        collectLabels(labelsOfCards, card);
        for (const used of labelIdsOf(card.value)) usedLabels.add(used);
        for (const list of card.value.checklists) {
          if (list !== null) inCards.push({ id: list.id, items: list.checkItems.length });
        }
        break;
      }
      case 'checklists': {
        const list = read(Checklist, 'checklist', nameOf);
        if (list && list.value.id !== null) checklistIds.add(list.value.id);
        counts.items += list?.value.checkItems.length ?? 0;
        break;
      }
      default: {
        if (!CommentType.safeParse(entry.value).success) break;
        const comment = read(CommentAction, 'comment', () => none);
        if (!comment) break;
        counts.comments += 1;
        const { memberCreator, data } = comment.value;
        if (data.card.id !== null) commentsByCard.set(data.card.id, (commentsByCard.get(data.card.id) ?? 0) + 1);
        if (memberCreator.id !== null) collectMember(members, { ...memberCreator, id: memberCreator.id, email: none });
      }
    }
  }
  for (const list of inCards) if (list.id === null || !checklistIds.has(list.id)) counts.items += list.items;
  if (lists.size === 0 || (id === '' && name === '')) throw notTrello();
  return {
    id: id || name,
    name: cleanText(name),
    lists: [...lists.values()],
    labels: [...new Map([...labelsOfCards, ...labels]).values()],
    usedLabels,
    fields: [...fields.values()],
    members,
    counts,
    cardIds,
    cardsByList,
    checklistIds,
    commentsByCard,
  };
}

function notTrello(): DomainError {
  return new DomainError(
    'invalid',
    'not-trello',
    'This is not an export of a Trello board: it has no lists. In Trello, open the board menu, then “Print, export, share” and “Export as JSON”.',
  );
}

export const none = cleanText('');
const nameOf = ({ name }: { readonly name: CleanText }) => name;

interface Schema<Value> {
  safeParse(value: unknown): { success: boolean; data?: Value | undefined };
}

/** The readable elements of one array of the file. The survey has reported the unreadable ones. */
export async function* readElements<Value>(
  open: OpenFile,
  key: (typeof keys)[number],
  schema: Schema<Value>,
  part: PartKind,
  nameOfValue: (value: Value) => CleanText,
): AsyncGenerator<Element<Value>> {
  for await (const entry of streamJson(await open(), { keys: [key] })) {
    const element = readElement(entry, schema, part, nameOfValue, null);
    if (element) yield element;
  }
}

/** Reads one element with its notes; reports unreadable ones to `findings` if given. */
function readElement<Value>(
  entry: StreamedValue,
  schema: Schema<Value>,
  part: PartKind,
  nameOfValue: (value: Value) => CleanText,
  findings: Findings | null,
): Element<Value> | undefined {
  const row = (entry.index ?? 0) + 1;
  const value = entry.index === null ? undefined : schema.safeParse(entry.value).data;
  const location = { at: `${entry.key} ${row}`, part, row, name: null };
  // Some exports write null instead of omitting a member.
  if (entry.index === null && entry.value === null && entry.problem === null) return undefined;
  if (entry.problem === 'too-large' || entry.problem === 'not-utf8') findings?.problem(location, entry.problem);
  else if (value === undefined) findings?.problem(location, 'malformed');
  if (value === undefined) return undefined;
  const notes = createNotes(locationOf(part, row, nameOfValue(value), idOf(value)));
  if (!isCleanThroughout(entry.value)) notes.problem('bad-characters');
  return { value, row, notes };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined;
}

function collectFirst<Value extends { readonly id: ExternalId }>(
  elements: Map<ExternalId, Element<Value>>,
  element: Element<Value> | undefined,
  findings: Findings,
): void {
  if (!element) return;
  if (elements.has(element.value.id)) findings.problem(element.notes.location, 'duplicate');
  else elements.set(element.value.id, element);
}

/** Older boards repeat their labels on each card, and some have no separate list of labels. */
function collectLabels(labels: Map<ExternalId, Element<Label>>, { value, row }: Element<Card>): void {
  for (const label of value.labels) {
    if (label === null) continue;
    const id = labelId(label);
    if (labels.has(id) || labels.size >= maxLabels) continue;
    labels.set(id, { value: { ...label, id }, row, notes: createNotes(locationOf('label', row, label.name)) });
  }
}

export function labelIdsOf(card: Card): ExternalId[] {
  const labelIds = card.labels.filter((label) => label !== null).map(labelId);
  return [...new Set([...labelIds, ...card.idLabels.filter((id) => id !== null)])];
}

function labelId({ id, name, color }: NonNullable<Card['labels'][number]>): ExternalId {
  return id ?? externalId(`${color}:${name}`);
}

/** The author of a comment may have left the board: then only the comment names them. */
function collectMember(members: Map<ExternalId, Member>, member: Member | undefined): void {
  if (!member) return;
  const sourceMember = members.get(member.id);
  members.set(member.id, sourceMember?.username ? sourceMember : member);
}
