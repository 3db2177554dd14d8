import { administerOrganization, workInTeam } from '#platform/access/rules.ts';
import { inBatches } from '#platform/batches.ts';
import { newId, type TeamId, type UserId } from '#platform/ids.ts';
import type { TasksContext } from '../../context.ts';
import type { FieldId, LabelId, StatusId, TaskId } from '../../contract.ts';
import { ranksByPosition } from '../../tasks/rank.ts';
import type { ImportRun } from '../run-import.ts';
import { type ImportPlace, keepSources, type KnownSource, knownSources, teamOfBoard } from '../sources.ts';
import {
  type ImportedComment,
  type ImportedItem,
  type ImportedTask,
  writeComments,
  writeItems,
  writeTasks,
} from '../write-tasks.ts';
import { Card, Checklist, CommentAction } from './board.ts';
import { bringLabels, bringStatuses, type BroughtStatus } from './columns.ts';
import { bringFields, type BroughtField, valuesOf } from './fields.ts';
import { type BoardPerson, matchPeople } from './people.ts';
import {
  cardName,
  clean,
  cleanName,
  countLosses,
  createdAt,
  dayOf,
  labelsOfCard,
  momentOf,
  planLabel,
  titleAndDescription,
} from './plan.ts';
import { readElements, type Survey, surveyBoard } from './survey.ts';

const cardsAtOnce = 200;
const partsAtOnce = 500;

/** What is known once the board's frame stands: everything that a card refers to. */
interface Frame {
  readonly run: ImportRun;
  readonly survey: Survey;
  /** Null in a dry run into a team that is yet to be made: then nothing is here already. */
  readonly place: ImportPlace | null;
  readonly teamKey: string;
  readonly people: ReadonlyMap<string, BoardPerson>;
  readonly statuses: ReadonlyMap<string, BroughtStatus>;
  readonly fallback: BroughtStatus;
  readonly labels: ReadonlyMap<string, LabelId>;
  readonly fields: ReadonlyMap<string, BroughtField>;
  readonly rank: (...positions: number[]) => string;
}

/**
 * Brings a Trello board in: lists become statuses, cards tasks with labels, checklists and comments. The file is read
 * several times, a chunk at a time, so that its size does not matter to memory.
 * @throws DomainError for a file that is no whole board export; then nothing was written.
 */
export async function importTrello(ctx: TasksContext, run: ImportRun): Promise<void> {
  const survey = await surveyBoard(run.open, run.findings);
  const { counts } = survey;
  const team = await chooseTeam(ctx, run, survey);
  await run.begin(ctx, counts.cards + counts.items + counts.comments, team?.id ?? null);
  const frame = await bringFrame(ctx, run, survey, team);
  await bringCards(ctx, frame);
  await bringItems(ctx, frame);
  await bringComments(ctx, frame);
}

/** The team that was named; else the one that this board went into before; else a new one with the board's name. */
async function chooseTeam(
  ctx: TasksContext,
  { row }: ImportRun,
  survey: Survey,
): Promise<{ id: TeamId; key: string } | null> {
  const { organizationId } = row;
  const scope = await ctx.scopeOf(ctx.actor);
  if (row.teamId !== null) return workInTeam(scope, row.teamId).team;
  const organization = administerOrganization(scope, organizationId);
  const before = await teamOfBoard(ctx, { organizationId, format: row.format, boardId: survey.id });
  const live = before === null ? undefined : organization.team(before);
  if (live) return workInTeam(scope, live.id).team;
  if (row.dryRun) return null;
  // Tried again after a cut, this finds the team that it made.
  const call = { actor: ctx.actor, requestId: ctx.requestId, commandId: `import ${row.id}` };
  const name = survey.name.toWellFormed().replaceAll('\0', '').trim().slice(0, 100) || 'Trello';
  const { teamId, key } = await ctx.teams.createTeam(call, { organizationId, name });
  return { id: teamId, key };
}

async function bringFrame(
  ctx: TasksContext,
  run: ImportRun,
  survey: Survey,
  team: { id: TeamId; key: string } | null,
): Promise<Frame> {
  const { row, findings, tally } = run;
  const { organizationId, format, id: importId } = row;
  const people = await matchPeople(ctx, { organizationId, teamId: team?.id ?? null }, survey.members);
  const lists = usedLists(survey).map((list) => ({
    ...list,
    name: cleanName(list.name, 'name', `list “${list.name.slice(0, 60)}”`, findings),
  }));
  const labels = survey.labels.map((label) => planLabel(label, findings));
  const base = { run, survey, people, rank: ranksByPosition(ctx.clock.now()), teamKey: team?.key ?? '' };
  if (team === null || row.dryRun) {
    tally.created.statuses = lists.length;
    tally.created.labels = labels.length;
    const place = team && { organizationId, teamId: team.id, format, importId };
    return { ...base, place, statuses: new Map(), labels: new Map(), fields: unmade(survey), fallback: nowhere };
  }
  const place = { organizationId, teamId: team.id, format, importId };
  let frame: Frame | undefined;
  await run.chunk(ctx, 0, async (inTx) => {
    await keepSources(inTx, place, 'board', [{ externalId: survey.id, localId: team.id }]);
    const statuses = await bringStatuses(inTx, place, lists);
    const brought = await bringLabels(inTx, place, labels);
    const fields = await bringFields(inTx, place, survey.fields, findings);
    tally.unchanged += statuses.unchanged + brought.unchanged;
    const fallback =
      [...statuses.byList.values()].find(({ isClosed }) => !isClosed) ?? [...statuses.byList.values()][0];
    frame = {
      ...base,
      place,
      statuses: statuses.byList,
      labels: brought.byLabel,
      fields,
      fallback: fallback ?? nowhere,
    };
  });
  if (!frame) throw new Error('a chunk does its work');
  return frame;
}

/** In a dry run fields are not made: their values are only looked at. */
function unmade({ fields }: Survey): ReadonlyMap<string, BroughtField> {
  return new Map(
    fields.map(({ id, type, options }) => [
      id,
      {
        id: id as FieldId,
        type: type === 'list' || type === 'checkbox' ? 'choice' : type,
        options: new Map([['checked', 'checked'], ...options.map((option) => [option.id, option.id] as const)]),
      },
    ]),
  );
}

/** Of a dry run, which writes no card. */
const nowhere: BroughtStatus = { id: '' as StatusId, category: 'todo', isClosed: false };

/** Open lists in their order, then closed ones; of these only such that hold cards, so that no dead column comes back. */
function usedLists({ lists, cardsByList }: Survey): Survey['lists'] {
  const inOrder = lists.toSorted((a, b) => a.pos - b.pos);
  return [
    ...inOrder.filter(({ closed }) => !closed),
    ...inOrder.filter(({ id, closed }) => closed && cardsByList.has(id)),
  ];
}

async function bringCards(ctx: TasksContext, frame: Frame): Promise<void> {
  const { run, place } = frame;
  for await (const cards of inBatches(readElements(run.open, 'cards', Card), cardsAtOnce)) {
    await run.chunk(ctx, cards.length, async (inTx) => {
      const fresh = await unknownOf(inTx, frame, 'task', cards, ({ id }) => id);
      run.tally.created.tasks += fresh.length;
      const planned = fresh.map((card) => ({ externalId: card.id, row: planTask(ctx, frame, card) }));
      if (run.row.dryRun || place === null || planned.length === 0) return;
      const labels = await bringCardLabels(inTx, frame, place, fresh);
      await writeTasks(
        inTx,
        place,
        frame.teamKey,
        planned.map(({ row, externalId }) => ({ ...row, labelIds: labels.get(externalId) ?? [] })),
      );
      await keepSources(
        inTx,
        place,
        'task',
        planned.map(({ externalId, row }) => ({ externalId, localId: row.id })),
      );
    });
  }
}

/** A card may bear labels that the board's own list lacks; they are made with the first card that has them. */
async function bringCardLabels(
  ctx: TasksContext,
  { labels, run }: Frame,
  place: ImportPlace,
  cards: readonly Card[],
): Promise<ReadonlyMap<string, LabelId[]>> {
  const planned = cards.flatMap((card) => labelsOfCard(card).map((label) => planLabel(label, run.findings)));
  const missing = new Map(
    planned.filter(({ externalId }) => !labels.has(externalId)).map((label) => [label.externalId, label]),
  );
  const { byLabel } = await bringLabels(ctx, place, [...missing.values()]);
  const idOf = (externalId: string) => labels.get(externalId) ?? byLabel.get(externalId);
  return new Map(
    cards.map((card) => {
      const ids = labelsOfCard(card).map((label) => idOf(planLabel(label, run.findings).externalId));
      return [card.id, [...new Set(ids.filter((id) => id !== undefined))].slice(0, 50)];
    }),
  );
}

function planTask(ctx: TasksContext, frame: Frame, card: Card): ImportedTask {
  const { run, survey, people } = frame;
  const { findings } = run;
  const at = cardName(card);
  const now = ctx.clock.now().toISOString();
  const status = frame.statuses.get(card.idList) ?? frame.fallback;
  if (!survey.lists.some(({ id }) => id === card.idList)) findings.problem(at, 'no-column');
  const isDone = status.category === 'done';
  countLosses(card, survey.commentsByCard.get(card.id) ?? 0, isDone, findings);
  const members = card.idMembers.map((id) => people.get(id) ?? { userId: null, name: '?' });
  const [assigneeId = null, ...collaboratorIds] = [
    ...new Set(members.map(({ userId }) => userId).filter((id) => id !== null)),
  ];
  const made = createdAt(card, now, at, findings);
  const lastActivity = momentOf(card.dateLastActivity, at, findings) ?? now;
  return {
    ...titleAndDescription(card, at, findings),
    id: newId<TaskId>(),
    statusId: status.id,
    assigneeId,
    collaboratorIds: collaboratorIds.slice(0, 50),
    labelIds: [],
    customFields: valuesOf(card, frame.fields, at, findings),
    importedPeople: members
      .filter(({ userId }) => userId === null)
      .map(({ name }) => name)
      .slice(0, 50),
    startDate: dayOf(card.start, at, findings),
    dueAt: momentOf(card.due, at, findings),
    rank: frame.rank(card.pos),
    archivedAt: card.closed || status.isClosed ? lastActivity : null,
    completedAt: isDone ? lastActivity : null,
    createdBy: run.row.createdBy,
    createdAt: made,
  };
}

interface FoundItem {
  readonly cardId: string;
  readonly externalId: string;
  readonly row: Omit<ImportedItem, 'taskId'>;
}

async function bringItems(ctx: TasksContext, frame: Frame): Promise<void> {
  for await (const items of inBatches(readItems(frame), partsAtOnce)) {
    await bringParts(ctx, frame, 'item', items, writeItems);
  }
}

async function* readItems({ run, rank }: Frame): AsyncGenerator<FoundItem> {
  for await (const list of readElements(run.open, 'checklists', Checklist)) {
    for (const [index, item] of list.checkItems.entries()) {
      const at = `checklist “${list.name.slice(0, 60)}”`;
      run.findings.lose('item-details', item.due !== null || item.idMember !== null ? 1 : 0);
      yield {
        cardId: list.idCard,
        externalId: item.id || `${list.id}:${index}`,
        row: {
          checklist: clean(list.name, 'title', at, run.findings),
          title: cleanName(item.name, 'item', at, run.findings),
          done: item.state === 'complete',
          rank: rank(list.pos, item.pos),
        },
      };
    }
  }
}

interface FoundComment {
  readonly cardId: string;
  readonly externalId: string;
  readonly row: Omit<ImportedComment, 'taskId'>;
}

async function bringComments(ctx: TasksContext, frame: Frame): Promise<void> {
  for await (const comments of inBatches(readComments(ctx, frame), partsAtOnce)) {
    await bringParts(ctx, frame, 'comment', comments, writeComments);
  }
}

async function* readComments(ctx: TasksContext, { run, people }: Frame): AsyncGenerator<FoundComment> {
  for await (const { id, date, data, memberCreator } of readElements(run.open, 'actions', CommentAction)) {
    const at = `comment of ${date ?? '?'}`;
    const body = clean(data.text, 'comment', at, run.findings);
    if (body === '') continue;
    const author = people.get(memberCreator.id);
    const authorId: UserId | null = author?.userId ?? null;
    yield {
      cardId: data.card.id,
      externalId: id,
      row: {
        authorId,
        importedAuthor: authorId === null ? (author?.name ?? (memberCreator.fullName || '?')) : null,
        body,
        editedAt: momentOf(data.dateLastEdited, at, run.findings),
        createdAt: momentOf(date, at, run.findings) ?? ctx.clock.now().toISOString(),
      },
    };
  }
}

/** Parts of cards, a chunk of them: those that are new, on the tasks that their cards have become. */
async function bringParts<Row extends object>(
  ctx: TasksContext,
  frame: Frame,
  kind: 'item' | 'comment',
  parts: readonly { readonly cardId: string; readonly externalId: string; readonly row: Row }[],
  write: (ctx: TasksContext, place: ImportPlace, rows: readonly (Row & { taskId: TaskId })[]) => Promise<string[]>,
): Promise<void> {
  const { run, place, survey } = frame;
  await run.chunk(ctx, parts.length, async (inTx) => {
    const fresh = await unknownOf(inTx, frame, kind, parts, ({ externalId }) => externalId);
    const placed = fresh.filter(({ cardId, externalId }) => {
      if (!survey.cardIds.has(cardId)) run.findings.problem(`${kind} ${externalId}`, 'no-task');
      return survey.cardIds.has(cardId);
    });
    run.tally.created[kind === 'item' ? 'checklistItems' : 'comments'] += placed.length;
    if (run.row.dryRun || place === null || placed.length === 0) return;
    const cards = await knownSources(inTx, place, 'task', [...new Set(placed.map(({ cardId }) => cardId))]);
    const rows = placed.flatMap(({ cardId, externalId, row }) => {
      const taskId = cards.get(cardId)?.localId as TaskId | undefined;
      return taskId === undefined ? [] : [{ externalId, row: { ...row, taskId } }];
    });
    const ids = await write(
      inTx,
      place,
      rows.map(({ row }) => row),
    );
    await keepSources(
      inTx,
      place,
      kind,
      rows.map(({ externalId }, index) => ({ externalId, localId: ids[index] ?? '' })),
    );
  });
}

/** Those that are not here yet; the others are counted as unchanged. Twice in one file is once here. */
async function unknownOf<Part>(
  ctx: TasksContext,
  { place, run }: Frame,
  kind: 'task' | 'item' | 'comment',
  parts: readonly Part[],
  idOf: (part: Part) => string,
): Promise<Part[]> {
  const unique = [...new Map(parts.map((part) => [idOf(part), part])).values()];
  const none: ReadonlyMap<string, KnownSource> = new Map();
  const known = place === null ? none : await knownSources(ctx, place, kind, unique.map(idOf));
  run.tally.unchanged += [...known.values()].filter(({ isOwn }) => !isOwn).length;
  return unique.filter((part) => !known.has(idOf(part)));
}
