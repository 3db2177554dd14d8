import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import type { TasksContext } from '../context.ts';
import type { Category, StatusId } from '../contract.ts';
import { maxStatuses } from '../workflow/change-workflow.ts';
import { addStatuses, missingCategories, publishWorkflow, type StatusRow } from '../task/statuses.ts';
import { fitName } from './limits.ts';
import type { SourceBoard, SourceList } from './source/board.ts';
import { categoryOf } from './source/list-names.ts';
import type { Findings } from './source/report.ts';
import type { CleanText, ExternalId } from './source/text.ts';
import { type ImportTarget, keepSources, type KnownSource } from './sources.ts';

/** What a list of the board is to become. */
interface PlannedList {
  readonly list: SourceList;
  readonly name: CleanText;
  readonly category: Category;
}

/** Where the cards of a list go. */
export interface ListTarget {
  /** Its own status; null where it did not become one. */
  readonly statusId: StatusId | null;
  readonly category: Category;
  readonly isClosed: boolean;
}

export interface StatusPlan {
  readonly targets: ReadonlyMap<ExternalId, ListTarget>;
  /** Lists that are to become statuses, in their order. */
  readonly missing: readonly PlannedList[];
  readonly unchanged: number;
}

/**
 * Lists become statuses. One that the team has by that name is taken, once; the others are added behind as far as the
 * importer may add statuses and the workflow has room, closed ones last. Nothing is removed, and what was removed here
 * since an earlier import does not come back.
 */
export function planStatuses(
  board: SourceBoard,
  existing: readonly StatusRow[],
  known: ReadonlyMap<string, KnownSource>,
  mayAdd: boolean,
  findings: Findings,
): StatusPlan {
  const ids = new Set<string>(existing.map(({ id }) => id));
  const taken = new Set([...known.values()].map(({ localId }) => localId));
  const targets = new Map<ExternalId, ListTarget>();
  const wanted: PlannedList[] = [];
  let unchanged = [...known.values()].filter(({ isOwn }) => !isOwn).length;
  for (const list of usedLists(board)) {
    const name = fitName(list.name, 'status', list.notes);
    const category = list.category ?? categoryOf(name);
    const source = known.get(list.id);
    const same = existing.find((row) => !taken.has(row.id) && row.name.toLowerCase() === name.toLowerCase());
    const statusId = source ? (ids.has(source.localId) ? (source.localId as StatusId) : null) : (same?.id ?? null);
    if (!source && same) {
      taken.add(same.id);
      unchanged += 1;
    }
    targets.set(list.id, { statusId, category, isClosed: list.isClosed });
    if (!source && !same) wanted.push({ list, name, category });
    else findings.add(list.notes);
  }
  const missing = mayAdd ? wanted.slice(0, roomFor(existing, wanted)) : [];
  const left = wanted.slice(missing.length);
  findings.lose(mayAdd ? 'too-many-statuses' : 'statuses', left.length);
  for (const { list } of left) list.notes.problem('no-own-column');
  for (const { list } of wanted) findings.add(list.notes);
  return { targets, missing, unchanged };
}

/** How many of these may be added, with what every workflow must have besides. */
function roomFor(existing: readonly StatusRow[], wanted: readonly PlannedList[]): number {
  const room = Math.max(0, maxStatuses - existing.length);
  if (wanted.length <= room - missingCategories([...existing, ...wanted]).length) return wanted.length;
  return Math.max(0, room - missingCategories(existing).length);
}

/** Open lists in their order, then closed ones; of these only such that hold cards, so that no dead column comes back. */
function usedLists({ lists, holdsCards }: SourceBoard): SourceList[] {
  return [
    ...lists.filter(({ isClosed }) => !isClosed),
    ...lists.filter(({ id, isClosed }) => isClosed && holdsCards(id)),
  ];
}

/** Makes the planned statuses; a team without any workflow gets just these and what it must have besides. */
export async function makeStatuses(
  ctx: TasksContext,
  params: ImportTarget,
  { missing, targets }: StatusPlan,
  proof: Authorized<TeamInOrganization, 'administer'> | Authorized<OrganizationAccess, 'administer'> | null,
): Promise<ReadonlyMap<ExternalId, ListTarget>> {
  if (missing.length === 0 || proof === null) return targets;
  const added = await addStatuses(
    ctx,
    params,
    missing.map(({ name, category }) => ({ name, category })),
  );
  const made = missing.flatMap(({ list }, index) => {
    const row = added[index];
    return row ? [{ externalId: list.id, localId: row.id }] : [];
  });
  await keepSources(ctx, params, 'status', made);
  const [first] = added;
  if (first) await publishWorkflow(ctx, params, first);
  const own = new Map(made.map(({ externalId, localId }) => [externalId, localId]));
  return new Map(
    [...targets].map(([id, target]) => [id, { ...target, statusId: own.get(id) ?? target.statusId }] as const),
  );
}

/**
 * The status in which the cards of a list stand: its own; where it has none, or that was removed since, the first of its
 * category, else the first for what is to do. `live` are the team’s statuses as they are held now.
 */
export function landing(target: ListTarget, live: readonly StatusRow[]): StatusRow | undefined {
  return (
    live.find(({ id }) => id === target.statusId) ??
    live.find(({ category }) => category === target.category) ??
    live.find(({ category }) => category === 'todo')
  );
}
