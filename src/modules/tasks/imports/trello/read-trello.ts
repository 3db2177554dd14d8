import type {
  OpenFile,
  SourceBoard,
  SourceCard,
  SourceComment,
  SourceField,
  SourceFile,
  SourceItem,
  SourceLink,
  SourceList,
  SourcePerson,
  SourceValue,
} from '../source/board.ts';
import { dayReader, momentOf } from '../source/moments.ts';
import { createNotes, type Findings, type Notes, locationOf } from '../source/report.ts';
import { cleanText, type CleanText, externalId, type ExternalId } from '../source/text.ts';
import {
  type Attachment,
  Card,
  Checklist,
  colourOf,
  CommentAction,
  createdAtOf,
  type CustomField,
  type FieldValue,
} from './shapes.ts';
import { type Element, labelIdsOf, none, readElements, type Survey, surveyBoard } from './survey.ts';

/**
 * Reads a Trello board export (JSON) in several passes, one element at a time, so that its size does not affect memory.
 */
export async function readTrello({ open, timezone, findings }: SourceFile): Promise<SourceBoard> {
  const survey = await surveyBoard(open, findings);
  const { counts, cardIds, cardsByList } = survey;
  const fields = survey.fields.map(toField);
  const dayOf = dayReader(timezone);
  return {
    id: externalId(survey.id),
    name: survey.name,
    lists: listsInOrder(survey),
    labels: survey.labels.map(({ value: { id, name, color }, notes }) => ({
      id,
      name,
      colour: colourOf(color),
      isUsed: survey.usedLabels.has(id),
      notes,
    })),
    fields,
    people: peopleOf(survey),
    counts,
    hasCard: (id) => cardIds.has(id),
    holdsCards: (id) => cardsByList.has(id),
    cards: () => readCards(open, survey, dayOf),
    items: () => readItems(open, survey, findings),
    comments: () => readComments(open, findings),
  };
}

/** By position; equal or missing positions keep the order of the file. */
function listsInOrder({ lists }: Survey): SourceList[] {
  return lists
    .toSorted((a, b) => (a.value.pos ?? Number.MAX_VALUE) - (b.value.pos ?? Number.MAX_VALUE))
    .map(({ value: { id, name, closed }, notes }) => ({ id, name, isClosed: closed, notes }));
}

const ticked = { id: externalId('checked'), name: cleanText('✓'), colour: null };

/** A Trello checkbox becomes a choice field. */
function toField({ value: { id, name, type, options, display }, notes }: Element<CustomField>): SourceField {
  const validOptions = options.filter((option) => option !== null);
  if (validOptions.length < options.length) notes.problem('malformed-part');
  const own = validOptions.map((option) => ({
    id: option.id,
    name: option.value.text,
    colour: colourOf(option.color),
  }));
  return {
    id,
    name,
    type: type === 'list' || type === 'checkbox' ? 'choice' : type,
    options: type === 'checkbox' ? [ticked] : type === 'list' ? own : [],
    onCard: display.cardFront,
    notes,
  };
}

function peopleOf({ members }: Survey): ReadonlyMap<ExternalId, SourcePerson> {
  return new Map(
    [...members.values()].map(({ id, username, email, fullName }) => [
      id,
      { id, username, email, name: fullName.trim() === '' ? username : fullName },
    ]),
  );
}

type DayOf = ReturnType<typeof dayReader>;
const nameOf = ({ name }: { readonly name: CleanText }) => name;

async function* readCards(open: OpenFile, survey: Survey, dayOf: DayOf): AsyncGenerator<SourceCard> {
  const seenIds = new Set<ExternalId>();
  const types = new Map(survey.fields.map(({ value }) => [value.id, value]));
  for await (const { value, row, notes } of readElements(open, 'cards', Card, 'card', nameOf)) {
    if (seenIds.has(value.id)) continue;
    seenIds.add(value.id);
    yield toCard(value, row, notes, { survey, types, dayOf });
  }
}

interface CardContext {
  readonly survey: Survey;
  readonly types: ReadonlyMap<ExternalId, CustomField>;
  readonly dayOf: DayOf;
}

function toCard(card: Card, row: number, notes: Notes, { survey, types, dayOf }: CardContext): SourceCard {
  const links = card.attachments.flatMap((attachment) => linkOf(attachment) ?? []);
  const lists = [card.idMembers, card.idLabels, card.labels, card.attachments, card.customFieldItems, card.checklists];
  if (lists.some((list) => list.includes(null))) notes.problem('malformed-part');
  const commentsKept = survey.commentsByCard.get(card.id) ?? 0;
  notes.lose('attachments', Math.max(card.attachments.length, card.badges.attachments) - links.length);
  notes.lose('comments', card.badges.comments - commentsKept);
  notes.lose('votes', card.idMembersVoted.length);
  notes.lose('covers', card.idAttachmentCover === null ? 0 : 1);
  notes.lose('places', card.coordinates ? 1 : 0);
  return {
    id: card.id,
    title: card.name,
    description: plainLinks(card.desc),
    links,
    listId: card.idList,
    position: card.pos,
    row,
    isClosed: card.closed,
    isTicked: card.dueComplete,
    personIds: card.idMembers.filter((id) => id !== null),
    labelIds: labelIdsOf(card),
    values: card.customFieldItems
      .filter((item) => item !== null)
      .map((item) =>
        toValue(item, item.idCustomField === null ? undefined : types.get(item.idCustomField), dayOf, notes),
      ),
    startDate: dayOf(card.start, notes),
    dueAt: momentOf(card.due, notes),
    createdAt: createdAtOf(card.id),
    changedAt: momentOf(card.dateLastActivity, notes),
    notes,
  };
}

/** Trello adds markup for how a link is displayed; other tools would show it as the link's title. */
function plainLinks(text: CleanText): CleanText {
  return text.replaceAll(/ "smartCard-(?:inline|block|embed)"\)/g, ')') as CleanText;
}

/**
 * Attachments that are only an address. Uploaded files stay at Trello and open only for its members, so they are not
 * links.
 */
function linkOf(attachment: Attachment | null): SourceLink | undefined {
  if (attachment === null || attachment.isUpload === true || !URL.canParse(attachment.url)) return undefined;
  if (attachment.isUpload === null && attachment.bytes !== null) return undefined;
  const url = new URL(attachment.url);
  return url.protocol === 'https:' || url.protocol === 'http:' ? { name: attachment.name, url } : undefined;
}

function toValue(item: FieldValue, field: CustomField | undefined, dayOf: DayOf, notes: Notes): SourceValue {
  const { value, idValue } = item;
  const of = (raw: SourceValue['value']): SourceValue => ({ fieldId: item.idCustomField, value: raw });
  switch (field?.type) {
    case undefined:
      return of(null);
    case 'list':
      return of(idValue);
    case 'checkbox':
      return of(value.checked === 'true' ? ticked.id : null);
    case 'number':
      return of(value.number.trim() === '' || !Number.isFinite(Number(value.number)) ? null : Number(value.number));
    case 'date': {
      const day = dayOf(value.date, notes);
      return of(day === null ? null : cleanText(day));
    }
    case 'text':
      return of(value.text);
  }
}

/** Checklists are separate from the cards, in newer exports inside them, in some exports both. */
async function* readItems(open: OpenFile, survey: Survey, findings: Findings): AsyncGenerator<SourceItem> {
  const seenIds = new Set<ExternalId>();
  let checklists = 0;
  const itemsOf = (list: Checklist, cardId: ExternalId | null, element: Element<unknown>) => {
    checklists += 1;
    return toItems(list, cardId, checklists, element, seenIds, findings);
  };
  for await (const element of readElements(open, 'checklists', Checklist, 'checklist', nameOf)) {
    yield* itemsOf(element.value, element.value.idCard, element);
  }
  for await (const element of readElements(open, 'cards', Card, 'card', nameOf)) {
    for (const list of element.value.checklists) {
      if (list === null || (list.id !== null && survey.checklistIds.has(list.id))) continue;
      yield* itemsOf(list, list.idCard ?? element.value.id, element);
    }
  }
}

function* toItems(
  list: Checklist,
  cardId: ExternalId | null,
  number: number,
  { row, notes: ofElement }: Element<unknown>,
  seenIds: Set<ExternalId>,
  findings: Findings,
): Generator<SourceItem> {
  const inOrder = list.checkItems
    .map((item, index) => ({ item, index }))
    .toSorted((a, b) => (a.item?.pos ?? Number.MAX_VALUE) - (b.item?.pos ?? Number.MAX_VALUE));
  for (const [position, { item, index }] of inOrder.entries()) {
    if (item === null) {
      findings.problem(locationOf('item', row, none, `${index + 1} of ${ofElement.location.at}`), 'malformed');
      continue;
    }
    const id = item.id ?? externalId(`${list.id ?? `checklist ${number}`}:${index}`);
    const notes = createNotes(locationOf('item', row, item.name, id));
    if (seenIds.has(id)) {
      findings.problem(notes.location, 'duplicate');
      continue;
    }
    seenIds.add(id);
    if (ofElement.location.part === 'checklist') for (const code of ofElement.problems) notes.problem(code);
    notes.lose('item-details', item.due !== null || item.idMember !== null ? 1 : 0);
    yield {
      id,
      cardId,
      checklist: list.name,
      title: item.name,
      isDone: item.state === 'complete',
      order: [list.pos, number, position],
      notes,
    };
  }
}

async function* readComments(open: OpenFile, findings: Findings): AsyncGenerator<SourceComment> {
  const seenIds = new Set<ExternalId>();
  for await (const { value, notes } of readElements(open, 'actions', CommentAction, 'comment', () => none)) {
    const { id, data, date, memberCreator, idMemberCreator } = value;
    if (seenIds.has(id)) {
      findings.problem(notes.location, 'duplicate');
      continue;
    }
    seenIds.add(id);
    yield {
      id,
      cardId: data.card.id,
      authorId: memberCreator.id ?? idMemberCreator,
      body: plainLinks(data.text),
      createdAt: momentOf(date, notes),
      editedAt: momentOf(data.dateLastEdited, notes),
      notes,
    };
  }
}
