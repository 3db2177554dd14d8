import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { publish } from '../publish.ts';
import { projectTable } from '../schema.ts';

/** Removes a person as lead of their projects. Call it inside a transaction. */
export async function leaveLead(
  ctx: ProjectsContext,
  key: { organizationId: OrganizationId; userId: UserId },
): Promise<void> {
  const projects = await unsetLead(ctx, key);
  await publish(
    ctx,
    ...projects.map(({ id, version }) => ({
      type: 'project.changed' as const,
      organizationId: key.organizationId,
      subject: { kind: 'project', id, version },
      audience: audience(key.organizationId, { everyone: true, projectIds: [id] }),
      payload: { projectId: id },
    })),
  );
}

const unsetLead = query<{ organizationId: OrganizationId; userId: UserId }>()((params) =>
  qb
    .update(projectTable)
    .set({ leadId: sql`null`, version: sql`${projectTable.version} + 1` })
    .where(and(eq(projectTable.organizationId, params.organizationId), eq(projectTable.leadId, params.userId)))
    .returning({ id: projectTable.id, version: projectTable.version }),
);
