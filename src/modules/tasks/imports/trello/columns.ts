import { build, sql } from '#platform/database/drizzle.ts';
import { query, statement } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { newId } from '#platform/ids.ts';
import type { TasksContext } from '../../context.ts';
import type { Category, LabelId, StatusId } from '../../contract.ts';
import { label } from '../../schema.ts';
import { addStatuses, existingStatuses } from '../../workflow/statuses.ts';
import { type ImportPlace, keepSources, knownSources } from '../sources.ts';
import type { List } from './board.ts';
import type { PlannedLabel } from './plan.ts';
import { categoryOf } from './plan.ts';

export interface BroughtStatus {
  readonly id: StatusId;
  readonly category: Category;
  /** Cards of a list that was closed come in archived. */
  readonly isClosed: boolean;
}

/**
 * Lists become statuses. One that the team has by that name is taken, once; the others are added behind, in the board's
 * order, closed ones last. Nothing is removed.
 */
export async function bringStatuses(
  ctx: TasksContext,
  place: ImportPlace,
  lists: readonly (List & { readonly name: string })[],
): Promise<{ byList: ReadonlyMap<string, BroughtStatus>; unchanged: number }> {
  const known = await knownSources(
    ctx,
    place,
    'status',
    lists.map(({ id }) => id),
  );
  const taken = new Set<string>([...known.values()].map(({ localId }) => localId));
  const matched = new Map<string, StatusId>();
  const missing: (List & { readonly name: string })[] = [];
  const existing = await existingStatuses(ctx, place);
  for (const list of lists) {
    if (known.has(list.id)) continue;
    const same = existing.find(({ id, name }) => !taken.has(id) && name.toLowerCase() === list.name.toLowerCase());
    if (same) {
      taken.add(same.id);
      matched.set(list.id, same.id);
    } else missing.push(list);
  }
  const added =
    missing.length > 0 || existing.length === 0 ? await addStatuses(ctx, place, () => missing.map(planStatus)) : [];
  const made = missing.map((list, index) => ({ externalId: list.id, localId: added[index]?.id ?? newId<StatusId>() }));
  await keepSources(ctx, place, 'status', made);

  const statuses = new Map([...existing, ...added].map((row) => [row.id, row]));
  const ids = new Map<string, string>([
    ...made.map(({ externalId, localId }) => [externalId, localId] as const),
    ...matched,
  ]);
  for (const [externalId, { localId }] of known) ids.set(externalId, localId);
  const byList = new Map<string, BroughtStatus>();
  for (const list of lists) {
    const row = statuses.get(ids.get(list.id) as StatusId);
    if (row) byList.set(list.id, { id: row.id, category: row.category, isClosed: list.closed });
  }
  const unchanged = [...known.values()].filter(({ isOwn }) => !isOwn).length + matched.size;
  return { byList, unchanged };
}

/** Labels of the same name and colour are one label of the organization. */
export async function bringLabels(
  ctx: TasksContext,
  place: ImportPlace,
  labels: readonly PlannedLabel[],
): Promise<{ byLabel: ReadonlyMap<string, LabelId>; unchanged: number }> {
  const known = await knownSources(
    ctx,
    place,
    'label',
    labels.map(({ externalId }) => externalId),
  );
  const byLabel = new Map<string, LabelId>();
  for (const [externalId, { localId }] of known) byLabel.set(externalId, localId as LabelId);
  let unchanged = [...known.values()].filter(({ isOwn }) => !isOwn).length;
  const made: { externalId: string; localId: LabelId }[] = [];
  for (const entry of labels) {
    if (byLabel.has(entry.externalId)) continue;
    const { organizationId } = place;
    const [same] = await findSame(ctx, { organizationId, name: entry.name.toLowerCase(), colour: entry.colour });
    const id = same?.id ?? newId<LabelId>();
    if (same) unchanged += 1;
    else {
      await insert(ctx, { organizationId, id, name: entry.name, colour: entry.colour });
      made.push({ externalId: entry.externalId, localId: id });
    }
    byLabel.set(entry.externalId, id);
  }
  await keepSources(ctx, place, 'label', made);
  return { byLabel, unchanged };
}

function planStatus(list: List): { name: string; category: Category } {
  return { name: list.name, category: categoryOf(list) };
}

const findSame = statement<{ organizationId: OrganizationId; name: string; colour: string }, { id: LabelId }>(
  (place) => sql`
    select id from ${label}
    where organization_id = ${place.organizationId} and lower(name) = ${place.name} and colour = ${place.colour}`,
);
const insert = query<{ organizationId: OrganizationId; id: LabelId; name: string; colour: string }>()((place) =>
  build
    .insert(label)
    .values({ organizationId: place.organizationId, id: place.id, name: place.name, colour: place.colour }),
);
