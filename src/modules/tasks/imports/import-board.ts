import { workInTeam } from '#platform/http/rules.ts';
import { inBatches } from '#platform/batches.ts';
import type { UserId } from '#platform/ids.ts';
import { maxItems } from '../checklists/checklist.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { readersAmong } from '../task/references.ts';
import { lockStatuses, type StatusRow } from '../task/statuses.ts';
import { valuesOf } from './fields.ts';
import { importReferences, type CardReferences, knownTeam } from './references.ts';
import { shorten, shortenName } from './limits.ts';
import { earlierOf, planTask } from './plan-task.ts';
import type { ImportRun } from './run.ts';
import type { ReadBoard, SourceCard, SourceComment, SourceItem } from './source/board.ts';
import type { Notes } from './source/report.ts';
import { type ExternalId, isBlank } from './source/text.ts';
import { type ImportTarget, storeSources, knownSources } from './sources.ts';
import { statusFor, type ListTarget } from './statuses.ts';
import { type ImportedTask, lockTasks, writeComments, writeItems, writeTasks } from './write-tasks.ts';

const maxCards = 200;
const maxParts = 500;

/**
 * Imports a board: lists become statuses, cards become tasks with labels, checklists and comments, limited to what the
 * importer may create by hand.
 * @throws DomainError if the file is not a complete board export; nothing is written then.
 */
export async function importBoard(ctx: TasksContext, run: ImportRun, read: ReadBoard): Promise<void> {
  const board = await read(run.file);
  const { counts } = board;
  const team = await knownTeam(ctx, run, board);
  await run.begin(ctx, counts.cards + counts.items + counts.comments, team?.id ?? null);
  const references = await importReferences(ctx, run, board, team);
  await importCards(ctx, references);
  await importItems(ctx, references);
  await importComments(ctx, references);
}

/** Writes one chunk. An importer who has lost access to the team cannot write into it. */
async function chunk(
  ctx: TasksContext,
  { run, target }: CardReferences,
  size: number,
  work: (ctx: TasksContext) => Promise<void>,
): Promise<void> {
  if (target !== null) workInTeam(await ctx.scopeOf(ctx.actor), target.teamId);
  await run.chunk(ctx, size, work);
}

async function importCards(ctx: TasksContext, references: CardReferences): Promise<void> {
  const { run, target, board } = references;
  for await (const cards of inBatches(board.cards(), maxCards)) {
    const readers = await readersOf(ctx, references, cards);
    await chunk(ctx, references, cards.length, async (inTx) => {
      const added = await newParts(inTx, references, 'task', cards);
      run.tally.created.tasks += added.length;
      const isWriting = target !== null && !run.row.dryRun;
      // Reads the current statuses and locks them until the chunk is written: one may have been deleted since the board
      // was read.
      const statuses = isWriting ? await lockStatuses(inTx, target) : [];
      const rows = added.map((card) => planCard(ctx, references, card, statuses, readers));
      for (const { notes } of added) run.findings.add(notes);
      if (!isWriting || rows.length === 0) return;
      await writeTasks(inTx, target, references.teamKey, rows.map(withStatus));
      const sources = rows.map(({ card, task }) => ({ externalId: card.id, localId: task.id }));
      await storeSources(inTx, target, 'task', sources);
    });
  }
}

/** The people in a chunk who may be given tasks of the team. */
async function readersOf(
  ctx: TasksContext,
  { people, target }: CardReferences,
  cards: readonly SourceCard[],
): Promise<ReadonlySet<UserId>> {
  const ids = cards.flatMap(({ personIds }) => personIds.map((id) => people.get(id)?.userId ?? null));
  const userIds = ids.filter((id) => id !== null);
  return target === null ? new Set(userIds) : readersAmong(ctx, target, userIds);
}

function withStatus({ task, status }: PlannedCard): ImportedTask {
  if (status === null) throw new Error('a team keeps a status for what is to do');
  return { ...task, statusId: status.id };
}

interface PlannedCard {
  readonly card: SourceCard;
  readonly task: Omit<ImportedTask, 'statusId'>;
  /** Null in a dry run. */
  readonly status: StatusRow | null;
}

function planCard(
  ctx: TasksContext,
  { run, targets, board, people, labels, fields, rank }: CardReferences,
  card: SourceCard,
  statuses: readonly StatusRow[],
  readers: ReadonlySet<UserId>,
): PlannedCard {
  const ownTarget = card.listId === null ? undefined : targets.get(card.listId);
  if (!ownTarget) card.notes.problem('no-column');
  const target =
    ownTarget ?? board.lists.map(({ id }) => targets.get(id)).find((one) => one !== undefined) ?? fallbackTarget;
  const status = statusFor(target, statuses) ?? null;
  const task = planTask(card, {
    category: (status ?? target).category,
    isInClosedList: target.isClosed,
    people,
    readers,
    labels,
    customFields: valuesOf(card, fields),
    rank: rank(card.position, card.row),
    timezone: run.file.timezone,
    createdBy: run.row.createdBy,
    now: ctx.clock.now(),
  });
  return { card, task, status };
}

const fallbackTarget: ListTarget = { statusId: null, category: 'todo', isClosed: false };

async function importItems(ctx: TasksContext, references: CardReferences): Promise<void> {
  const { run, board, rank } = references;
  const perCard = new Map<ExternalId, number>();
  for await (const items of inBatches(board.items(), maxParts)) {
    await importParts(ctx, references, 'item', items, writeItems, (item) => {
      const count = (perCard.get(item.cardId) ?? 0) + 1;
      perCard.set(item.cardId, count);
      if (count > maxItems) {
        run.findings.lose('too-many-items', 1);
        return undefined;
      }
      return {
        checklist: shorten(item.checklist, 'checklist', item.notes),
        title: shortenName(item.title, 'item', item.notes),
        done: item.isDone,
        rank: rank(...item.order),
      };
    });
  }
}

async function importComments(ctx: TasksContext, references: CardReferences): Promise<void> {
  const { run, board, people } = references;
  for await (const comments of inBatches(board.comments(), maxParts)) {
    await importParts(ctx, references, 'comment', comments, writeComments, (comment) => {
      if (isBlank(comment.body)) {
        comment.notes.problem('empty');
        return undefined;
      }
      const author = comment.authorId === null ? undefined : people.get(comment.authorId);
      const now = ctx.clock.now().toISOString();
      return {
        authorId: author?.userId ?? null,
        importedAuthor: author?.name ?? '',
        importedBy: run.row.createdBy,
        body: shorten(comment.body, 'comment', comment.notes),
        editedAt: comment.editedAt && earlierOf(comment.editedAt, now),
        createdAt: earlierOf(comment.createdAt ?? now, now),
      };
    });
  }
}

/** A part of a card, with the card it belongs to. */
type PartOfCard<Part> = Part & { readonly cardId: ExternalId };

/** Writes a chunk of card parts: adds the new ones to the tasks created from their cards. */
async function importParts<Part extends SourceItem | SourceComment, Row extends object>(
  ctx: TasksContext,
  references: CardReferences,
  kind: 'item' | 'comment',
  parts: readonly Part[],
  write: (ctx: TasksContext, target: ImportTarget, rows: readonly (Row & { taskId: TaskId })[]) => Promise<string[]>,
  plan: (part: PartOfCard<Part>) => Row | undefined,
): Promise<void> {
  const { run, target, board } = references;
  const hasCard = (part: Part): part is PartOfCard<Part> => part.cardId !== null && board.hasCard(part.cardId);
  const orphans = parts.filter((part) => !hasCard(part));
  for (const { notes } of orphans) {
    notes.problem('no-task');
    run.findings.add(notes);
  }
  const partsOfCards = parts.filter(hasCard);
  // Existing parts are planned too, because limits count them all.
  const rows = partsOfCards.map((part) => ({ id: part.id, notes: part.notes, part, row: plan(part) }));
  await chunk(ctx, references, parts.length, async (inTx) => {
    const added = await newParts(inTx, references, kind, rows);
    for (const { notes } of added) run.findings.add(notes);
    const created = added.flatMap(({ part, row }) => (row ? [{ part, row }] : []));
    run.tally.created[kind === 'item' ? 'checklistItems' : 'comments'] += created.length;
    if (target === null || run.row.dryRun || created.length === 0) return;
    const cardIds = [...new Set(created.map(({ part }) => part.cardId))];
    const tasks = await lockTasks(inTx, target, await knownSources(inTx, target, 'task', cardIds));
    const assigned = created.flatMap(({ part, row }) => {
      const taskId = tasks.get(part.cardId);
      return taskId === undefined ? [] : [{ externalId: part.id, row: { ...row, taskId } }];
    });
    const ids = await write(
      inTx,
      target,
      assigned.map(({ row }) => row),
    );
    const sources = assigned.map(({ externalId }, index) => ({ externalId, localId: ids[index] ?? '' }));
    await storeSources(inTx, target, kind, sources);
  });
}

/**
 * The parts that do not exist yet. The others count as unchanged, unless an earlier attempt of this import created
 * them.
 */
async function newParts<Part extends { readonly id: ExternalId; readonly notes: Notes }>(
  ctx: TasksContext,
  { target, run }: CardReferences,
  kind: 'task' | 'item' | 'comment',
  parts: readonly Part[],
): Promise<Part[]> {
  if (target === null) return [...parts];
  const ids = parts.map(({ id }) => id);
  const sources = await knownSources(ctx, target, kind, ids);
  for (const { id, notes } of parts) {
    const source = sources.get(id);
    if (source?.isOwn) run.findings.add(notes);
    else if (source) run.tally.unchanged += 1;
  }
  return parts.filter(({ id }) => !sources.has(id));
}
