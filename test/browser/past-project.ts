import { expect } from 'vitest';
import { makeTask, type Workspace } from '../harness/people.ts';
import type { TestSite } from './test-site.ts';

export interface PastProject {
  readonly projectId: string;
  readonly milestoneId: string;
  /** Tasks by title. */
  readonly tasks: Readonly<Record<string, { readonly id: string; readonly key: string }>>;
}

const weeksOfPast = 13;
const dayMs = 86_400_000;

/** The day some days from today. */
export function day(fromToday: number): string {
  return new Date(Date.now() + fromToday * dayMs).toISOString().slice(0, 10);
}

/**
 * A project that is three months old, with a plan for the coming weeks: one task is late, three depend on each other.
 */
export async function makePastProject(site: TestSite, work: Workspace): Promise<PastProject> {
  const { owner, organizationId, teamId, statuses } = work;
  const project = await owner.post(`/organizations/${organizationId}/projects`, {
    name: 'Website',
    key: 'WEB',
    teamIds: [teamId],
    startDate: day(-7 * weeksOfPast),
    targetDate: day(20),
  });
  expect(project.status, JSON.stringify(project.body)).toBe(201);
  const projectId: string = project.body.id;
  await makePast(site, work, projectId);
  const beta = await owner.post(`/projects/${projectId}/milestones`, { name: 'Beta', date: day(12) });
  await owner.post(`/projects/${projectId}/milestones`, { name: 'Kick-off', date: day(-20) });
  const plan = [
    { title: 'Draw the pages', startDate: day(-9), dueDate: day(-3), statusId: statuses['In progress'] },
    { title: 'Build the pages', startDate: day(1), dueDate: day(9), milestoneId: beta.body.id, assigneeId: owner.id },
    { title: 'Move the old texts', startDate: day(8), dueDate: day(16) },
    { title: 'ترجمهٔ صفحه‌ها', startDate: day(4), dueDate: day(7) },
    { title: 'Tell the press', dueDate: day(18) },
    { title: 'Choose a host' },
  ];
  const tasks: Record<string, { id: string; key: string }> = {};
  for (const task of plan) tasks[task.title] = await makeTask(owner, teamId, { projectId, ...task });
  const bind = (from: string, to: string) => owner.put(`/tasks/${tasks[from]?.id}/dependencies/${tasks[to]?.id}`, {});
  await bind('Draw the pages', 'Build the pages');
  await bind('Build the pages', 'Move the old texts');
  await site.test.settled();
  return { projectId, milestoneId: beta.body.id, tasks };
}

/** Tasks that were started and completed over the past weeks, written as rows. */
async function makePast(site: TestSite, { owner, teamId, statuses }: Workspace, projectId: string): Promise<void> {
  const { sql } = site.test.database;
  for (let week = weeksOfPast; week > 0; week -= 1) {
    for (let nth = 0; nth < 2 + (week % 3); nth += 1) {
      const isDone = nth < 1 + (week % 2) + (week % 3 === 0 ? 1 : 0);
      const task = await makeTask(owner, teamId, {
        title: `Week ${week}, ${nth}`,
        projectId: week % 4 === 0 && !isDone ? null : projectId,
        statusId: statuses[isDone ? 'Done' : nth % 2 === 0 ? 'To do' : 'In progress'],
        ...(nth === 0 ? { assigneeId: owner.id, estimate: 240 } : {}),
      });
      const at = (days: number) => new Date(Date.now() - days * dayMs).toISOString();
      const count = 7 * week - nth;
      await sql`update tasks.task set created_at = ${at(count)}, started_at = ${at(count - 1)} where id = ${task.id}`;
      if (isDone) await sql`update tasks.task set completed_at = ${at(count - 1 - nth * 2)} where id = ${task.id}`;
    }
  }
}
