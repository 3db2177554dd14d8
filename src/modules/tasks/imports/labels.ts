import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import { newId, type OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { LabelId } from '../contract.ts';
import { type LabelRow, listLabels, maxLabels, publishChange as publishLabel } from '../labels/labels.ts';
import { labelTable } from '../schema/label.ts';
import { shorten } from './limits.ts';
import type { SourceBoard, SourceLabel } from './source/board.ts';
import type { Findings } from './source/report.ts';
import { cleanText, type CleanText, type ExternalId, isBlank } from './source/text.ts';
import { type ImportTarget, storeSources, type KnownSource } from './sources.ts';

interface PlannedLabel {
  readonly externalId: ExternalId;
  readonly name: CleanText;
  readonly colour: string;
}

export interface LabelPlan {
  readonly byLabel: ReadonlyMap<ExternalId, LabelId>;
  /** Labels to create: several of the same name and colour become one. */
  readonly missing: readonly (PlannedLabel & { readonly id: LabelId })[];
  readonly unchanged: number;
}

const neutralColour = '#8590a2';

/**
 * Labels of the same name and colour become one label of the organization. New ones are created if the importer may
 * create labels and the limit allows it; otherwise one of the same name is used. A label without a name gets the
 * board's name, if it has a colour and some card uses it; otherwise it is skipped.
 */
export function planLabels(
  board: SourceBoard,
  existing: readonly LabelRow[],
  sources: ReadonlyMap<string, KnownSource>,
  mayCreateLabels: boolean,
  findings: Findings,
): LabelPlan {
  const ids = new Set<string>(existing.map(({ id }) => id));
  const byAppearance = new Map<string, LabelId>(existing.map((row) => [appearanceOf(row), row.id]));
  const byName = new Map<string, LabelId>(existing.map((row) => [row.name.toLowerCase(), row.id]));
  const byLabel = new Map<ExternalId, LabelId>();
  const missing: (PlannedLabel & { id: LabelId })[] = [];
  let unchanged = [...sources.values()].filter(({ isOwn }) => !isOwn).length;
  for (const source of board.labels) {
    const before = sources.get(source.id);
    const planned = planLabel(source, board.name);
    if (before) {
      // Labels that an earlier import created and somebody deleted are not created again.
      if (ids.has(before.localId)) byLabel.set(source.id, before.localId as LabelId);
    } else if (planned === undefined) {
      findings.lose('unnamed-labels', source.isUsed ? 1 : 0);
      continue;
    } else {
      const same = byAppearance.get(appearanceOf(planned));
      const mayCreate = mayCreateLabels && existing.length + missing.length < maxLabels;
      const id = same ?? (mayCreate ? newId<LabelId>() : byName.get(planned.name.toLowerCase()));
      if (id === undefined) findings.lose(mayCreateLabels ? 'too-many-labels' : 'labels', 1);
      else if (same === undefined && mayCreate) missing.push({ ...planned, id });
      else if (ids.has(id)) unchanged += 1;
      if (id !== undefined) {
        byAppearance.set(appearanceOf(planned), id);
        byLabel.set(source.id, id);
      }
    }
    findings.add(source.notes);
  }
  return { byLabel, missing, unchanged };
}

function planLabel({ id, name, colour, isUsed, notes }: SourceLabel, boardName: CleanText): PlannedLabel | undefined {
  if (!isBlank(name)) return { externalId: id, name: shorten(name, 'label', notes), colour: colour ?? neutralColour };
  if (colour === null || !isUsed) return undefined;
  return { externalId: id, name: isBlank(boardName) ? cleanText('Import') : shorten(boardName, 'label', null), colour };
}

function appearanceOf({ name, colour }: { readonly name: string; readonly colour: string }): string {
  return `${colour} ${name.toLowerCase()}`;
}

export async function createLabels(
  ctx: TasksContext,
  params: ImportTarget,
  { missing, byLabel }: LabelPlan,
  proof: Authorized<OrganizationAccess, 'make labels'> | null,
): Promise<ReadonlyMap<ExternalId, LabelId>> {
  if (missing.length === 0 || proof === null) return byLabel;
  const { organizationId } = params;
  const createdIds = new Set(
    (await insertMany(ctx, { organizationId, rows: JSON.stringify(missing) })).map(({ id }) => id),
  );
  await storeSources(
    ctx,
    params,
    'label',
    missing.filter(({ id }) => createdIds.has(id)).map(({ externalId, id }) => ({ externalId, localId: id })),
  );
  const rows = await listLabels(ctx, organizationId);
  const row = rows.find(({ id }) => createdIds.has(id));
  if (row) await publishLabel(ctx, row);
  // Someone else may have created the same label in the meantime.
  const byAppearance = new Map(rows.map((one) => [appearanceOf(one), one.id]));
  const idOf = new Map(missing.map((one) => [one.id, byAppearance.get(appearanceOf(one)) ?? one.id]));
  return new Map([...byLabel].map(([externalId, id]) => [externalId, idOf.get(id) ?? id] as const));
}

const insertMany = rawQuery<{ organizationId: OrganizationId; rows: string }, { id: LabelId }>(
  (params) => sql`
    insert into ${labelTable} (organization_id, id, name, colour)
    select ${params.organizationId}, id, name, colour
    from jsonb_to_recordset(${params.rows}::jsonb) as row (id uuid, name text, colour text)
    on conflict do nothing returning id`,
);
