import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import type { TasksContext } from '../context.ts';
import type { Category, StatusId } from '../contract.ts';
import { maxStatuses } from '../workflow/change-workflow.ts';
import { addStatuses, missingCategories, publishWorkflow, type StatusRow } from '../task/statuses.ts';
import { shortenName } from './limits.ts';
import type { SourceBoard, SourceList } from './source/board.ts';
import { categoryOf } from './source/list-names.ts';
import type { Findings } from './source/report.ts';
import type { CleanText, ExternalId } from './source/text.ts';
import { type ImportTarget, storeSources, type KnownSource } from './sources.ts';

/** The status planned for a list of the board. */
interface PlannedList {
  readonly list: SourceList;
  readonly name: CleanText;
  readonly category: Category;
}

/** Where the cards of a list go. */
export interface ListTarget {
  /** Its own status; null if none was created for it. */
  readonly statusId: StatusId | null;
  readonly category: Category;
  readonly isClosed: boolean;
}

export interface StatusPlan {
  readonly targets: ReadonlyMap<ExternalId, ListTarget>;
  /** Statuses to create for lists, in their order. */
  readonly missing: readonly PlannedList[];
  readonly unchanged: number;
}

/**
 * Lists become statuses. A status of the team with the same name is reused, once; others are added at the end if the
 * importer may add statuses and the workflow has room, closed ones last. Nothing is deleted, and statuses that an
 * earlier import created and somebody deleted are not created again.
 */
export function planStatuses(
  board: SourceBoard,
  existing: readonly StatusRow[],
  sources: ReadonlyMap<string, KnownSource>,
  mayAdd: boolean,
  findings: Findings,
): StatusPlan {
  const ids = new Set<string>(existing.map(({ id }) => id));
  const takenIds = new Set([...sources.values()].map(({ localId }) => localId));
  const targets = new Map<ExternalId, ListTarget>();
  const planned: PlannedList[] = [];
  let unchanged = [...sources.values()].filter(({ isOwn }) => !isOwn).length;
  for (const list of usedLists(board)) {
    const name = shortenName(list.name, 'status', list.notes);
    const category = list.category ?? categoryOf(name);
    const source = sources.get(list.id);
    const same = existing.find((row) => !takenIds.has(row.id) && row.name.toLowerCase() === name.toLowerCase());
    const statusId = source ? (ids.has(source.localId) ? (source.localId as StatusId) : null) : (same?.id ?? null);
    if (!source && same) {
      takenIds.add(same.id);
      unchanged += 1;
    }
    targets.set(list.id, { statusId, category, isClosed: list.isClosed });
    if (!source && !same) planned.push({ list, name, category });
    else findings.add(list.notes);
  }
  const missing = mayAdd ? planned.slice(0, roomFor(existing, planned)) : [];
  const unmatched = planned.slice(missing.length);
  findings.lose(mayAdd ? 'too-many-statuses' : 'statuses', unmatched.length);
  for (const { list } of unmatched) list.notes.problem('no-own-column');
  for (const { list } of planned) findings.add(list.notes);
  return { targets, missing, unchanged };
}

/** How many of these may be added, given the statuses that every workflow must have. */
function roomFor(existing: readonly StatusRow[], planned: readonly PlannedList[]): number {
  const room = Math.max(0, maxStatuses - existing.length);
  if (planned.length <= room - missingCategories([...existing, ...planned]).length) return planned.length;
  return Math.max(0, room - missingCategories(existing).length);
}

/** Open lists in their order, then closed ones that hold cards, so that no empty closed column is created. */
function usedLists({ lists, holdsCards }: SourceBoard): SourceList[] {
  return [
    ...lists.filter(({ isClosed }) => !isClosed),
    ...lists.filter(({ id, isClosed }) => isClosed && holdsCards(id)),
  ];
}

/** Creates the planned statuses. A team without a workflow gets only these and the required ones. */
export async function createStatuses(
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
  const sources = missing.flatMap(({ list }, index) => {
    const row = added[index];
    return row ? [{ externalId: list.id, localId: row.id }] : [];
  });
  await storeSources(ctx, params, 'status', sources);
  const [first] = added;
  if (first) await publishWorkflow(ctx, params, first);
  const own = new Map(sources.map(({ externalId, localId }) => [externalId, localId]));
  return new Map(
    [...targets].map(([id, target]) => [id, { ...target, statusId: own.get(id) ?? target.statusId }] as const),
  );
}

/**
 * The status for the cards of a list: its own; if it has none, or it was deleted since, the first one of its category,
 * otherwise the first `todo` status. `live` are the team's locked statuses.
 */
export function statusFor(target: ListTarget, live: readonly StatusRow[]): StatusRow | undefined {
  return (
    live.find(({ id }) => id === target.statusId) ??
    live.find(({ category }) => category === target.category) ??
    live.find(({ category }) => category === 'todo')
  );
}
