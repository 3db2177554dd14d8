import { z } from 'zod';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { idOf, OrganizationId, ProjectId, UserId } from '#platform/ids.ts';

export const projectStatuses = ['planned', 'active', 'on_hold', 'completed', 'cancelled', 'archived'] as const;

export const MilestoneId = idOf<'MilestoneId'>();
export type MilestoneId = z.infer<typeof MilestoneId>;

export const projectsContract = defineContract({
  name: 'projects',
  methods: {
    /** Projects that a person sees as a guest: the last part of their scope. */
    guestProjectsOf: {
      kind: 'read',
      input: z.strictObject({ userId: UserId }),
      output: z.array(z.strictObject({ organizationId: OrganizationId, projectId: ProjectId })),
    },
    accessChanges: {
      kind: 'read',
      input: z.strictObject({}),
      output: z.array(z.strictObject({ id: z.number().int(), key: z.string() })),
    },
    /** Those of these projects that live in the organization. */
    liveProjects: {
      kind: 'read',
      input: z.strictObject({ organizationId: OrganizationId, ids: z.array(ProjectId).max(1_000) }),
      output: z.array(z.strictObject({ id: ProjectId, name: z.string(), key: z.string() })),
    },
  },
  events: {
    'project.created': z.strictObject({ projectId: ProjectId, name: z.string() }),
    'project.changed': z.strictObject({ projectId: ProjectId }),
    'project.status-changed': z.strictObject({
      projectId: ProjectId,
      before: z.enum(projectStatuses),
      after: z.enum(projectStatuses),
    }),
  },
});

export type ProjectsApi = ApiOf<typeof projectsContract>;
