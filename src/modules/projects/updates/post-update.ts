import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { userIdOf } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { one, query } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { excerptOf } from '#platform/excerpt.ts';
import { newId, type OrganizationId, type ProjectId, type UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectHealths, type ProjectUpdateId } from '../contract.ts';
import { followersOf } from '../favourites/favourite.ts';
import { lockProject } from '../project/lock-project.ts';
import type { ProjectRow } from '../project/project.ts';
import { publish } from '../publish.ts';
import { projectTable, projectUpdateTable } from '../schema.ts';
import { type UpdateRow, updateColumns } from './update.ts';

export const NewUpdate = z.strictObject({
  health: z.enum(projectHealths),
  text: z.string().trim().min(1, 'must not be empty').max(10_000).describe('Markdown.'),
});

/** Posts an update. The project's health is that of its last update. */
export function postUpdate(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: Authorized<ProjectRow, 'change'>,
  { health, text }: z.infer<typeof NewUpdate>,
): Promise<UpdateRow> {
  const authorId = userIdOf(ctx.actor);
  if (authorId === null) throw unauthenticated();
  return withTransaction(ctx, async (inTx) => {
    const project = await lockProject(inTx, { organizationId, id: projectId });
    const id = newId<ProjectUpdateId>();
    const createdAt = ctx.clock.now().toISOString();
    const row = await one(insert(inTx, { organizationId, id, projectId, health, text, authorId, createdAt }));
    await setHealth(inTx, { organizationId, id: projectId, health });
    await publish(inTx, {
      type: 'project.update-posted',
      organizationId,
      subject: { kind: 'project', id: projectId, version: project.version + 1 },
      audience: audience(organizationId, { everyone: true, projectIds: [projectId] }),
      payload: {
        projectId,
        name: project.name,
        health,
        excerpt: await excerptOf(text),
        followerIds: await followers(inTx, { organizationId, projectId, leadId: project.leadId, authorId }),
      },
    });
    return row;
  });
}

/** The lead and people with the project as a favourite, without the author. */
async function followers(
  ctx: ProjectsContext,
  {
    organizationId,
    projectId,
    leadId,
    authorId,
  }: { organizationId: OrganizationId; projectId: ProjectId; leadId: UserId | null; authorId: UserId },
): Promise<UserId[]> {
  const rows = await followersOf(ctx, { organizationId, projectId });
  const all = new Set([...rows.map(({ userId }) => userId), ...(leadId === null ? [] : [leadId])]);
  all.delete(authorId);
  return [...all];
}

const insert = query<{
  organizationId: OrganizationId;
  id: ProjectUpdateId;
  projectId: ProjectId;
  health: string;
  text: string;
  authorId: UserId;
  createdAt: string;
}>()((params) =>
  qb
    .insert(projectUpdateTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      projectId: params.projectId,
      health: params.health,
      text: params.text,
      authorId: params.authorId,
      createdAt: params.createdAt,
    })
    .returning(updateColumns),
);
const setHealth = query<{ organizationId: OrganizationId; id: ProjectId; health: string }>()((params) =>
  qb
    .update(projectTable)
    .set({ health: sql`${params.health}`, version: sql`${projectTable.version} + 1` })
    .where(and(eq(projectTable.organizationId, params.organizationId), eq(projectTable.id, params.id))),
);
