import { z } from 'zod';
import { Name } from '#platform/http/fields.ts';
import type { Scope } from '#platform/access/scope.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, type Placeholder, sql } from '#platform/database/drizzle.ts';
import { type Language, orderedIn } from '#platform/database/language.ts';
import { lockLimit } from '#platform/database/lock-limit.ts';
import { maybeOne, one, query, queryFamily } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { userIdOf } from '#platform/context.ts';
import { newId, OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { TemplateId, type TemplateKind } from '../contract.ts';
import { publish } from '../publish.ts';
import { templateTable } from '../schema/template.ts';
import { PlannedTask, StoredTask, tasksOfTeams } from './plan.ts';

export const Plan = z.strictObject({
  description: z.string(),
  milestones: z.array(z.strictObject({ name: z.string(), day: z.number().int().nullable() })),
  tasks: z.array(PlannedTask),
});
export type Plan = z.infer<typeof Plan>;

export const StoredPlan = z.strictObject({ ...Plan.shape, tasks: z.array(StoredTask) });
export type StoredPlan = z.output<typeof StoredPlan>;

const shape = {
  id: TemplateId,
  organizationId: OrganizationId,
  teamId: TeamId.nullable().describe('For task templates: the team that uses it.'),
  name: z.string(),
  createdBy: UserId.nullable(),
  createdAt: z.iso.datetime(),
};

/** A template in lists, with the size of its plan. */
export const TemplateCard = z
  .strictObject({ ...shape, taskCount: z.number().int(), milestoneCount: z.number().int() })
  .meta({ id: 'TemplateCard' });
export type TemplateCard = z.infer<typeof TemplateCard>;

export const Template = z
  .strictObject({ ...shape, ...Plan.shape })
  .meta({ id: 'Template', description: 'Days are counted from the day on which it is used.' });

export const TemplateName = Name;
const maxTemplates = 200;

const columns = {
  organizationId: templateTable.organizationId,
  id: templateTable.id,
  kind: templateTable.kind,
  teamId: templateTable.teamId,
  name: templateTable.name,
  plan: templateTable.plan,
  createdBy: templateTable.createdBy,
  createdAt: templateTable.createdAt,
  version: templateTable.version,
};
export type TemplateRow = Awaited<ReturnType<typeof inScope>>[number];

export function toTemplate(
  scope: Scope,
  { plan, kind: _kind, version: _version, ...row }: TemplateRow,
): z.input<typeof Template> {
  return { ...row, ...planFor(scope, { ...row, plan }) };
}

/**
 * The part of a template's plan that the caller may see: without tasks from teams that are closed to them. Owners and
 * admins of the organization see all of it, including tasks of deleted teams.
 */
export function planFor(scope: Scope, { organizationId, plan }: Pick<TemplateRow, 'organizationId' | 'plan'>): Plan {
  const stored = StoredPlan.parse(plan);
  const organization = scope.organization(organizationId);
  const mayRead = (teamId: TeamId) => organization?.isAdmin === true || organization?.mayReadTeam(teamId) === true;
  return { ...stored, tasks: tasksOfTeams(stored.tasks, mayRead) };
}

interface TemplateOwner {
  readonly organizationId: OrganizationId;
  readonly kind: TemplateKind;
  readonly teamId: TeamId | null;
}

/** Templates of an organization's projects, or of a team's tasks, by name. */
export async function listTemplates(ctx: TasksContext, params: TemplateOwner): Promise<TemplateCard[]> {
  const organization = ctx.scope.organization(params.organizationId);
  const language = await ctx.people.languageOf(ctx.actor);
  return all(
    ctx,
    { language },
    {
      ...params,
      seesAll: organization?.isAdmin === true,
      readableTeamIds: organization?.readableTeams().map(({ id }) => id) ?? [],
    },
  );
}

/** The template in the path, found within the scope. */
export async function findTemplate(ctx: TasksContext, id: TemplateId, kind: TemplateKind): Promise<TemplateRow> {
  const row = await maybeOne(inScope(ctx, { id, kind, organizationIds: ctx.scope.memberOrganizationIds }));
  if (!row) throw notFound();
  return row;
}

/** @throws DomainError 409 `too-many-templates`. */
export function storeTemplate(
  ctx: TasksContext,
  params: TemplateOwner,
  name: string,
  plan: StoredPlan,
): Promise<TemplateRow> {
  return withTransaction(ctx, async (inTx) => {
    await lockLimit(inTx, `templates ${params.teamId ?? params.organizationId}`);
    const { count } = await one(countOf(inTx, params));
    if (count >= maxTemplates) {
      throw conflict('too-many-templates', `There can be at most ${maxTemplates} templates. Delete some first.`);
    }
    const createdAt = ctx.clock.now().toISOString();
    const draft = { ...params, id: newId<TemplateId>(), name, plan, createdBy: userIdOf(ctx.actor), createdAt };
    const row = await one(insert(inTx, draft));
    await publishChange(inTx, row);
    return row;
  });
}

/** Changes the name or the plan of a template, or both. A concurrent change leads to 412 and is never overwritten. */
export function changeTemplate(
  ctx: TasksContext,
  current: TemplateRow,
  {
    name = current.name,
    plan = StoredPlan.parse(current.plan),
  }: { name?: string | undefined; plan?: StoredPlan | undefined },
  ifVersion: number | undefined,
): Promise<TemplateRow> {
  return withTransaction(ctx, async (inTx) => {
    const change = { organizationId: current.organizationId, id: current.id, name, plan: JSON.stringify(plan) };
    const row = await maybeOne(rewrite(inTx, { ...change, ifVersion: ifVersion ?? current.version }));
    if (!row) throw stale(current.version);
    await publishChange(inTx, row);
    return row;
  });
}

export function deleteTemplate(ctx: TasksContext, current: TemplateRow, ifVersion: number | undefined): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await maybeOne(remove(inTx, current));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
    await publishChange(inTx, current);
  });
}

function publishChange(ctx: TasksContext, row: TemplateRow): Promise<void> {
  return publish(ctx, {
    type: 'template.changed',
    organizationId: row.organizationId,
    subject: { kind: 'template', id: row.id, version: row.version },
    audience: audience(row.organizationId, row.teamId === null ? { everyone: true } : { teamIds: [row.teamId] }),
    payload: { templateId: row.id },
  });
}

const isOf = (params: Record<keyof TemplateOwner, Placeholder>) =>
  and(
    eq(templateTable.organizationId, params.organizationId),
    eq(templateTable.kind, params.kind),
    sql`${templateTable.teamId} is not distinct from ${params.teamId}::uuid`,
  );
const all = queryFamily<
  { language: Language },
  TemplateOwner & { seesAll: boolean; readableTeamIds: readonly TeamId[] }
>()(({ language }, params) =>
  qb
    .select({
      id: templateTable.id,
      organizationId: templateTable.organizationId,
      teamId: templateTable.teamId,
      name: templateTable.name,
      createdBy: templateTable.createdBy,
      createdAt: templateTable.createdAt,
      taskCount: sql<number>`(
        select count(*)::integer from jsonb_array_elements(${templateTable.plan} -> 'tasks') as planned
        where ${params.seesAll}::boolean or planned ->> 'teamId' is null
          or (planned ->> 'teamId')::uuid = any(${params.readableTeamIds}::uuid[]))`.as('task_count'),
      milestoneCount: sql<number>`jsonb_array_length(${templateTable.plan} -> 'milestones')`.as('milestone_count'),
    })
    .from(templateTable)
    .where(isOf(params))
    .orderBy(orderedIn(language, templateTable.name), templateTable.id),
);
const countOf = query<TemplateOwner>()((params) =>
  qb
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(templateTable)
    .where(isOf(params)),
);
const inScope = query<{ id: TemplateId; kind: TemplateKind; organizationIds: readonly OrganizationId[] }>()((params) =>
  qb
    .select(columns)
    .from(templateTable)
    .where(
      and(
        eq(templateTable.id, params.id),
        eq(templateTable.kind, params.kind),
        sql`${templateTable.organizationId} = any(${params.organizationIds})`,
      ),
    ),
);
const insert = query<Omit<TemplateRow, 'version'>>()((params) =>
  qb
    .insert(templateTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      kind: params.kind,
      teamId: params.teamId,
      name: params.name,
      plan: params.plan,
      createdBy: params.createdBy,
      createdAt: params.createdAt,
    })
    .returning(columns),
);
type Key = { organizationId: OrganizationId; id: TemplateId };
const rewrite = query<Key & { name: string; plan: string; ifVersion: number }>()((params) =>
  qb
    .update(templateTable)
    .set({ name: sql`${params.name}`, plan: sql`${params.plan}::jsonb`, version: sql`${templateTable.version} + 1` })
    .where(
      and(
        eq(templateTable.organizationId, params.organizationId),
        eq(templateTable.id, params.id),
        eq(templateTable.version, params.ifVersion),
      ),
    )
    .returning(columns),
);
const remove = query<Key>()((params) =>
  qb
    .delete(templateTable)
    .where(and(eq(templateTable.organizationId, params.organizationId), eq(templateTable.id, params.id)))
    .returning({ version: templateTable.version }),
);
