import { allows, type Authorized } from '#platform/access/authorized.ts';
import { administerOrganization, administerTeam, type TeamInOrganization, workInTeam } from '#platform/http/rules.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { withTransaction } from '#platform/database/database.ts';
import { derivedId, type TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ImportId, ImportKind, LabelId } from '../contract.ts';
import { fieldsOf, lockFields } from '../task/custom-field.ts';
import { listLabels } from '../labels/labels.ts';
import { authorizeMakingLabels } from '../labels/rules.ts';
import { ranksByPosition } from '../task/rank.ts';
import { existingStatuses, statusesOf } from '../task/statuses.ts';
import { type ImportedField, importedFields, createFields, planFields } from './fields.ts';
import { createLabels, planLabels } from './labels.ts';
import { shorten } from './limits.ts';
import { type BoardPerson, matchPeople } from './people.ts';
import type { ImportRun } from './run.ts';
import type { SourceBoard } from './source/board.ts';
import { type ExternalId, isBlank } from './source/text.ts';
import { type ImportTarget, storeSources, type KnownSource, knownSources, teamOfBoard } from './sources.ts';
import { type ListTarget, createStatuses, planStatuses } from './statuses.ts';

export interface Team {
  readonly id: TeamId;
  readonly key: string;
}

/** Everything that a card refers to, known once lists, labels and fields are imported. */
export interface CardReferences {
  readonly run: ImportRun;
  readonly board: SourceBoard;
  /** Null in a dry run whose team does not exist yet: then nothing was imported before. */
  readonly target: ImportTarget | null;
  readonly teamKey: string;
  readonly people: ReadonlyMap<ExternalId, BoardPerson>;
  readonly targets: ReadonlyMap<ExternalId, ListTarget>;
  readonly labels: ReadonlyMap<ExternalId, LabelId>;
  readonly fields: ReadonlyMap<ExternalId, ImportedField>;
  readonly rank: (...positions: readonly (number | null)[]) => string;
}

type Targets = CardReferences['targets'];

/** The named team, otherwise the team that this board was imported into before; null if a team has to be created. */
export async function knownTeam(ctx: TasksContext, { row }: ImportRun, board: SourceBoard): Promise<Team | null> {
  const { organizationId, format } = row;
  const scope = await ctx.scopeOf(ctx.actor);
  if (row.teamId !== null) return workInTeam(scope, row.teamId).team;
  const organization = administerOrganization(scope, organizationId);
  const before = await teamOfBoard(ctx, { organizationId, format, boardId: board.id });
  const live = before === null ? undefined : organization.team(before);
  return live ? workInTeam(scope, live.id).team : null;
}

/**
 * Creates a team with the board's name. Its workflow is created first, so that nobody who opens the team at once
 * triggers the default workflow. Idempotent: a retry finds both.
 */
async function createTeam(ctx: TasksContext, run: ImportRun, board: SourceBoard): Promise<Team & { targets: Targets }> {
  const { organizationId, format, id: importId } = run.row;
  const id = teamIdOf(importId);
  const target = { organizationId, teamId: id, format, importId };
  const proof = administerOrganization(await ctx.scopeOf(ctx.actor), organizationId);
  const targets = await withTransaction(ctx, (inTx) => importStatuses(inTx, run, board, target, proof));
  const call = { actor: ctx.actor, requestId: ctx.requestId, commandId: `import ${importId}` };
  const name = isBlank(board.name) ? run.tool : shorten(board.name, 'team', null);
  const { teamId, key } = await ctx.teams.createTeam(call, { organizationId, name, id });
  await run.updateTeam(ctx, teamId);
  return { id: teamId, key, targets };
}

function teamIdOf(importId: ImportId): TeamId {
  return derivedId('team of import', importId);
}

/** The import may create only what the importer may create by hand. */
interface Rights {
  readonly statuses: Authorized<TeamInOrganization, 'administer'> | Authorized<OrganizationAccess, 'administer'> | null;
  readonly fields: Authorized<TeamInOrganization, 'administer'> | null;
  readonly labels: Authorized<OrganizationAccess, 'make labels'> | null;
}

async function rightsOf(ctx: TasksContext, { row }: ImportRun, team: Team | null): Promise<Rights> {
  const scope = await ctx.scopeOf(ctx.actor);
  const asTeamAdmin = team && orNull(() => administerTeam(scope, team.id));
  return {
    // In a dry run the new team has no members yet; its creator would own it.
    statuses: team ? asTeamAdmin : orNull(() => administerOrganization(scope, row.organizationId)),
    fields: asTeamAdmin,
    labels: orNull(() => authorizeMakingLabels(scope, row.organizationId)),
  };
}

function orNull<Proof>(policy: () => Proof): Proof | null {
  return allows(policy) ? policy() : null;
}

/** Creates the team if there is none, and the statuses, labels and fields for the board. A dry run creates nothing. */
export async function importReferences(
  ctx: TasksContext,
  run: ImportRun,
  board: SourceBoard,
  existingTeam: Team | null,
): Promise<CardReferences> {
  const { row } = run;
  const { organizationId, format, id: importId } = row;
  const createdTeam = existingTeam || row.dryRun ? null : await createTeam(ctx, run, board);
  const team = existingTeam ?? createdTeam;
  const target = team && { organizationId, teamId: team.id, format, importId };
  const rights = await rightsOf(ctx, run, team);
  const base = {
    run,
    board,
    target,
    teamKey: team?.key ?? '',
    people: await matchPeople(ctx, { organizationId, teamId: team?.id ?? null }, board.people),
    rank: ranksByPosition(new Date(row.createdAt), importId),
  };
  const importAll = async (inCtx: TasksContext): Promise<CardReferences> => ({
    ...base,
    targets: createdTeam?.targets ?? (await importStatuses(inCtx, run, board, target, rights.statuses)),
    labels: await importLabels(inCtx, run, board, target, rights.labels),
    fields: await importFields(inCtx, run, board, target, rights),
  });
  // Creates the workflow if the team has none.
  if (target !== null) await statusesOf(ctx, target);
  if (target === null || row.dryRun) return importAll(ctx);
  return run.chunk(ctx, 0, async (inTx) => {
    await storeSources(inTx, target, 'board', [{ externalId: board.id, localId: target.teamId }]);
    return importAll(inTx);
  });
}

async function importStatuses(
  ctx: TasksContext,
  run: ImportRun,
  board: SourceBoard,
  target: ImportTarget | null,
  proof: Rights['statuses'],
): Promise<Targets> {
  const existing = target === null ? [] : await existingStatuses(ctx, target);
  const sources = await findKnown(ctx, target, 'status', board.lists);
  const plan = planStatuses(board, existing, sources, proof !== null, run.findings);
  run.tally.unchanged += plan.unchanged;
  run.tally.created.statuses += plan.missing.length;
  return target === null || run.row.dryRun ? plan.targets : createStatuses(ctx, target, plan, proof);
}

async function importLabels(
  ctx: TasksContext,
  run: ImportRun,
  board: SourceBoard,
  target: ImportTarget | null,
  proof: Rights['labels'],
): Promise<CardReferences['labels']> {
  const existing = await listLabels(ctx, run.row.organizationId);
  const sources = await findKnown(ctx, target, 'label', board.labels);
  const plan = planLabels(board, existing, sources, proof !== null, run.findings);
  run.tally.unchanged += plan.unchanged;
  run.tally.created.labels += plan.missing.length;
  return target === null || run.row.dryRun ? plan.byLabel : createLabels(ctx, target, plan, proof);
}

async function importFields(
  ctx: TasksContext,
  { row, tool, findings }: ImportRun,
  board: SourceBoard,
  target: ImportTarget | null,
  { statuses, fields: proof }: Rights,
): Promise<CardReferences['fields']> {
  const isWriting = target !== null && !row.dryRun;
  const existing = target === null ? [] : await (isWriting ? lockFields : fieldsOf)(ctx, target);
  const sources = await findKnown(ctx, target, 'field', board.fields);
  const mayChange = target === null ? statuses !== null : proof !== null;
  const plan = planFields(target ?? futureTeam(row), board.fields, existing, { sources, mayChange, tool, findings });
  if (isWriting) await createFields(ctx, target, plan, proof);
  return importedFields(plan);
}

/** Placeholder for the team that a dry run does not create. */
function futureTeam({ organizationId, id }: ImportRun['row']): Pick<ImportTarget, 'organizationId' | 'teamId'> {
  return { organizationId, teamId: teamIdOf(id) };
}

async function findKnown(
  ctx: TasksContext,
  target: ImportTarget | null,
  kind: ImportKind,
  parts: readonly { readonly id: ExternalId }[],
): Promise<ReadonlyMap<string, KnownSource>> {
  if (target === null) return new Map();
  return knownSources(
    ctx,
    target,
    kind,
    parts.map(({ id }) => id),
  );
}
