import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { userIdOf } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { only, query } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { excerptOf } from '#platform/excerpt.ts';
import { newId, type OrganizationId, type ProjectId, type UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectHealths, type ProjectUpdateId } from '../contract.ts';
import { followersOf } from '../favourites/favourite.ts';
import { holdProject } from '../project/hold-project.ts';
import type { ProjectRow } from '../project/project.ts';
import { publish } from '../publish.ts';
import { project, projectUpdate } from '../schema.ts';
import { type UpdateRow, updateColumns } from './update.ts';

export const NewUpdate = z.strictObject({
  health: z.enum(projectHealths),
  text: z.string().trim().min(1, 'must not be empty').max(10_000).describe('Markdown.'),
});

/** Says how the project goes; the project's health is that of its last update. */
export function postUpdate(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: Authorized<ProjectRow, 'change'>,
  { health, text }: z.infer<typeof NewUpdate>,
): Promise<UpdateRow> {
  const authorId = userIdOf(ctx.actor);
  if (authorId === null) throw unauthenticated();
  return withTransaction(ctx, async (inTx) => {
    const found = await holdProject(inTx, { organizationId, id: projectId });
    const id = newId<ProjectUpdateId>();
    const createdAt = ctx.clock.now().toISOString();
    const row = await only(insert(inTx, { organizationId, id, projectId, health, text, authorId, createdAt }));
    await setHealth(inTx, { organizationId, id: projectId, health });
    await publish(inTx, {
      type: 'project.update-posted',
      organizationId,
      subject: { kind: 'project', id: projectId, version: found.version + 1 },
      audience: audience(organizationId, { everyone: true, projectIds: [projectId] }),
      payload: {
        projectId,
        name: found.name,
        health,
        excerpt: await excerptOf(text),
        followerIds: await followers(inTx, { organizationId, projectId, leadId: found.leadId, authorId }),
      },
    });
    return row;
  });
}

/** The lead and whoever keeps the project at hand, but for who wrote it. */
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
}>()((place) =>
  build
    .insert(projectUpdate)
    .values({
      organizationId: place.organizationId,
      id: place.id,
      projectId: place.projectId,
      health: place.health,
      text: place.text,
      authorId: place.authorId,
      createdAt: place.createdAt,
    })
    .returning(updateColumns),
);
const setHealth = query<{ organizationId: OrganizationId; id: ProjectId; health: string }>()((place) =>
  build
    .update(project)
    .set({ health: sql`${place.health}`, version: sql`${project.version} + 1` })
    .where(and(eq(project.organizationId, place.organizationId), eq(project.id, place.id))),
);
