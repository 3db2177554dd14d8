import type { TaskId } from '#modules/tasks';
import { and, eq, qb, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import { callOf } from '#platform/modules/contract.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import type { Page, PageQuery } from '#platform/pagination/pagination.ts';
import type { NotificationsContext } from '../context.ts';
import type { mutableKinds } from '../contract.ts';
import { readsProject } from '../policy.ts';
import { muteTable } from '../schema/preference.ts';

/** A muted task or project. */
export interface MutedSubject {
  readonly kind: (typeof mutableKinds)[number];
  readonly id: string;
  /** The key of a task or project. */
  readonly key: string;
  readonly name: string;
  readonly createdAt: string;
}

/** What a person has muted and may still read, last muted first. */
export function listMutes(ctx: NotificationsContext, userId: UserId, asked: PageQuery): Promise<Page<MutedSubject>> {
  const organizationIds = ctx.scope.organizations.map(({ id }) => id);
  return keysetPage(asked, {
    kinds: order.kinds,
    find: (page) => find(ctx, { cursor: page.hasCursor }, { userId, organizationIds, ...page }),
    keyOf: ({ createdAt, subjectId }) => [createdAt, subjectId],
    toItems: async (rows) => {
      const [tasks, projects] = await Promise.all([tasksOf(ctx, rows), projectsOf(ctx, rows)]);
      const names = new Map([...tasks, ...projects].map((subject) => [subject.id, subject]));
      return rows.flatMap(({ kind, subjectId, createdAt }) => {
        const subject = names.get(subjectId);
        return subject ? [{ kind, id: subjectId, key: subject.key, name: subject.name, createdAt }] : [];
      });
    },
  });
}

interface Row {
  readonly kind: MutedSubject['kind'];
  readonly organizationId: OrganizationId;
  readonly subjectId: string;
}
interface Named {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

async function tasksOf(ctx: NotificationsContext, rows: readonly Row[]): Promise<Named[]> {
  const taskIds = rows.filter(({ kind }) => kind === 'task').map(({ subjectId }) => subjectId as TaskId);
  if (taskIds.length === 0) return [];
  const tasks = await ctx.tasks.readableTasks(callOf(ctx), { taskIds });
  return tasks.map(({ id, key, title }) => ({ id, key, name: title }));
}

async function projectsOf(ctx: NotificationsContext, rows: readonly Row[]): Promise<Named[]> {
  const muted = rows.filter(({ kind }) => kind === 'project');
  const byOrganization = Map.groupBy(muted, ({ organizationId }) => organizationId);
  const lists = await Promise.all(
    [...byOrganization].map(async ([organizationId, own]) => {
      const organization = ctx.scope.organization(organizationId);
      const ids = own
        .map(({ subjectId }) => subjectId as ProjectId)
        .filter((id) => organization && readsProject(organization, id));
      return ids.length === 0 ? [] : ctx.projects.liveProjects(callOf(ctx), { organizationId, ids });
    }),
  );
  return lists.flat();
}

const order = keysetByTime(muteTable.createdAt, muteTable.subjectId, 'newest-first');
const find = queryFamily<
  { cursor: boolean },
  PageParams & { userId: UserId; organizationIds: readonly OrganizationId[] }
>()((shape, params) =>
  qb
    .select({
      kind: muteTable.kind,
      organizationId: muteTable.organizationId,
      subjectId: muteTable.subjectId,
      createdAt: muteTable.createdAt,
    })
    .from(muteTable)
    .where(
      and(
        eq(muteTable.userId, params.userId),
        sql`${muteTable.organizationId} = any(${params.organizationIds})`,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);
