import { z } from 'zod';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { ProjectsContext } from '../context.ts';
import { projectChanger, projectReader } from '../project/rules.ts';
import { listMilestones, Milestone, type MilestoneRow, toMilestone } from './milestone.ts';
import { milestoneChanger } from './rules.ts';
import { changeMilestone, createMilestone, deleteMilestone, MilestoneChange, NewMilestone } from './write-milestone.ts';

const route = routeOf<ProjectsContext>();
const show = (row: MilestoneRow) => reply(toMilestone(row), { version: row.version });

export const milestoneRoutes: Route<ProjectsContext>[] = [
  route({
    method: 'get',
    path: '/projects/{id}/milestones',
    summary: 'List the milestones of the project, by date',
    rule: projectReader,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(Milestone) },
    handle: (ctx, { allowed: { organizationId, id: projectId }, query }) =>
      listMilestones(ctx, { organizationId, projectId }, query),
  }),
  route({
    method: 'post',
    path: '/projects/{id}/milestones',
    summary: 'Add a milestone',
    rule: projectChanger,
    body: NewMilestone,
    reply: { status: 201, body: Milestone },
    handle: async (ctx, { allowed, body }) => show(await createMilestone(ctx, allowed, body)),
  }),
  route({
    method: 'patch',
    path: '/milestones/{id}',
    summary: 'Update or complete a milestone',
    rule: milestoneChanger,
    body: MilestoneChange,
    reply: { status: 200, body: Milestone },
    handle: async (ctx, { allowed, body, ifVersion }) => show(await changeMilestone(ctx, allowed, body, ifVersion)),
  }),
  route({
    method: 'delete',
    path: '/milestones/{id}',
    summary: 'Delete a milestone',
    rule: milestoneChanger,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => deleteMilestone(ctx, allowed, ifVersion),
  }),
];
