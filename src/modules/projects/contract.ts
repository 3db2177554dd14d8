import { z } from 'zod';
import { AskedPermissions, ProjectPermissions } from '#modules/teams';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { idOf, OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';

export const projectStatuses = ['planned', 'active', 'on_hold', 'completed', 'cancelled', 'archived'] as const;

export const projectHealths = ['on_track', 'at_risk', 'off_track'] as const;

export const MilestoneId = idOf<'MilestoneId'>();
export type MilestoneId = z.infer<typeof MilestoneId>;
export const ProjectUpdateId = idOf<'ProjectUpdateId'>();
export type ProjectUpdateId = z.infer<typeof ProjectUpdateId>;

const MilestoneFacts = z.strictObject({
  id: MilestoneId,
  projectId: ProjectId,
  name: z.string(),
  date: z.string().nullable(),
  isDone: z.boolean(),
});

/** The tables of an export: rows before those that they refer to. */
export const exportedProjectTables = [
  'project-updates',
  'milestones',
  'project-teams',
  'project-guests',
  'projects',
] as const;

export const projectsContract = defineContract({
  name: 'projects',
  methods: {
    /** Projects that a person sees as a guest: the last part of their scope. */
    guestProjectsOf: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId }),
      output: z.array(z.strictObject({ organizationId: OrganizationId, projectId: ProjectId })),
    },
    accessChanges: {
      repeatable: 'always',
      input: z.strictObject({}),
      output: z.array(z.strictObject({ id: z.number().int(), key: z.string() })),
    },
    /** The caller's permissions for projects, from the policies. */
    permissions: { repeatable: 'always', input: AskedPermissions, output: ProjectPermissions },
    /** A project by id in any organization, for a path of another module; null if it does not exist. */
    project: {
      repeatable: 'always',
      input: z.strictObject({ projectId: ProjectId }),
      output: z
        .strictObject({
          id: ProjectId,
          organizationId: OrganizationId,
          name: z.string(),
          status: z.enum(projectStatuses),
          startDate: z.string().nullable(),
          targetDate: z.string().nullable(),
        })
        .nullable(),
    },
    /** Creates a project with its milestones, in order. */
    startProject: {
      repeatable: 'with-command',
      input: z.strictObject({
        organizationId: OrganizationId,
        name: z.string(),
        key: z.string(),
        startDate: z.string(),
        teamIds: z.array(TeamId),
        milestones: z.array(z.strictObject({ name: z.string(), date: z.string().nullable() })),
      }),
      output: z.strictObject({ projectId: ProjectId, milestoneIds: z.array(MilestoneId) }),
    },
    /** A page of an organization's rows. For jobs: it checks no permission. */
    exportRows: {
      repeatable: 'always',
      input: z.strictObject({
        organizationId: OrganizationId,
        table: z.enum(exportedProjectTables),
        after: z.array(z.string()).nullable().describe('`next` of the page before; null for the first.'),
      }),
      output: z.strictObject({
        rows: z.array(z.record(z.string(), z.unknown())),
        next: z.array(z.string()).nullable().describe('Null after the last page.'),
      }),
    },
    /** Purges projects that were deleted 30 days ago, or only counts them. */
    purgeDue: {
      input: z.strictObject({ dryRun: z.boolean() }),
      output: z.strictObject({ projects: z.number().int() }),
    },
    /** A person's data in this module: their projects and updates. */
    personalData: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({
        projects: z.array(
          z.strictObject({
            organizationId: OrganizationId,
            projectId: ProjectId,
            name: z.string(),
            isLead: z.boolean(),
            isMaker: z.boolean(),
            isGuest: z.boolean(),
            isFavourite: z.boolean(),
          }),
        ),
        projectUpdates: z.array(
          z.strictObject({
            projectId: ProjectId,
            health: z.enum(projectHealths),
            text: z.string(),
            createdAt: z.string(),
          }),
        ),
      }),
    },
    /** Those of these milestones whose projects belong to the organization. */
    milestones: {
      repeatable: 'always',
      input: z.strictObject({ organizationId: OrganizationId, ids: z.array(MilestoneId).max(1_000) }),
      output: z.array(MilestoneFacts),
    },
    /** Milestones of a project, in the order of their dates. */
    milestonesOf: {
      repeatable: 'always',
      input: z.strictObject({ organizationId: OrganizationId, projectId: ProjectId }),
      output: z.array(MilestoneFacts),
    },
    /** Those of these ids that exist, including soft-deleted ones. */
    existing: {
      repeatable: 'always',
      input: z.strictObject({ projectIds: z.array(ProjectId).max(1_000) }),
      output: z.strictObject({ projectIds: z.array(ProjectId) }),
    },
    /** Soft-deleted projects of an organization. */
    deletedProjects: {
      repeatable: 'always',
      input: z.strictObject({ organizationId: OrganizationId }),
      output: z.strictObject({ projectIds: z.array(ProjectId) }),
    },
    /** Those of these projects that exist in the organization. */
    liveProjects: {
      repeatable: 'always',
      input: z.strictObject({ organizationId: OrganizationId, ids: z.array(ProjectId).max(1_000) }),
      output: z.array(z.strictObject({ id: ProjectId, name: z.string(), key: z.string() })),
    },
  },
  events: {
    'project.created': z.strictObject({ projectId: ProjectId, name: z.string() }),
    'project.changed': z.strictObject({ projectId: ProjectId }),
    'project.deleted': z.strictObject({ projectId: ProjectId }),
    'project.restored': z.strictObject({ projectId: ProjectId }),
    /** The project was purged: modules that store its id delete it. */
    'project.purged': z.strictObject({ projectId: ProjectId }),
    'project-guest.changed': z.strictObject({ projectId: ProjectId, userId: UserId }),
    'project.update-posted': z.strictObject({
      projectId: ProjectId,
      name: z.string(),
      health: z.enum(projectHealths),
      excerpt: z.string(),
      /** Who is notified: the lead and people with the project as a favourite. */
      followerIds: z.array(UserId),
    }),
    'milestone.changed': z.strictObject({ projectId: ProjectId, milestoneId: MilestoneId }),
    'milestone.deleted': z.strictObject({ projectId: ProjectId, milestoneId: MilestoneId }),
    /** Published three days before an open milestone's date, once per date. */
    'milestone.near': z.strictObject({
      projectId: ProjectId,
      milestoneId: MilestoneId,
      name: z.string(),
      projectName: z.string(),
      date: z.string(),
      leadId: UserId.nullable(),
    }),
    'project.status-changed': z.strictObject({
      projectId: ProjectId,
      before: z.enum(projectStatuses),
      after: z.enum(projectStatuses),
    }),
  },
});

export type ProjectsApi = ApiOf<typeof projectsContract>;

/** The deleted projects, cached in this process, so that other modules hide them. */
export interface ProjectDirectory {
  deletedIn(organizationId: OrganizationId): ReadonlySet<ProjectId> | Promise<ReadonlySet<ProjectId>>;
}
