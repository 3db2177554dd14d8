import { expect } from 'vitest';
import { reachableAt } from '../harness/client.ts';
import { join, makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../harness/people.ts';
import { until } from '../harness/process.ts';
import { type Installation, type LayoutName, startInstallation } from './topology.ts';

/** A process is killed and starts again in each test. */
export const slow = { timeout: 180_000 };

/** People at work in an installation. */
export interface Setup {
  readonly installation: Installation;
  readonly admin: Person;
  readonly work: Workspace;
  readonly member: Person;
  readonly taskId: string;
  readonly projectId: string;
}

export async function startWithPeople(layout: LayoutName): Promise<Setup> {
  const installation = await startInstallation(layout);
  const app = reachableAt(installation.url);
  const admin = await signUp(app, 'Admin');
  const work = await makeWorkspace(app);
  const member = await join(app, work, { teamRole: 'member', name: 'Mina' });
  const site = { name: 'Site', key: 'SITE' };
  const project = await work.owner.post(`/organizations/${work.organizationId}/projects`, site);
  const task = await makeTask(work.owner, work.teamId, { title: 'Publish', assigneeId: member.id });
  return { installation, admin, work, member, taskId: task.id, projectId: project.body.id };
}

/** Resolves once every process knows the callers, as before one of them dies. */
export async function warmCaches({ admin, work, member, projectId, taskId }: Setup): Promise<void> {
  for (const person of [admin, work.owner, member]) {
    for (const path of ['/auth/me', '/teams', `/projects/${projectId}`, `/tasks/${taskId}`, '/notifications']) {
      await until(async () => (await person.get(path)).status !== 503);
    }
  }
}

/**
 * Runs `check` while a process is dead.
 * @param away What readiness says is away meanwhile.
 */
export async function without(
  { installation }: Setup,
  process: string,
  check: () => Promise<void>,
  away: readonly string[] = [process],
): Promise<void> {
  await installation.kill(process);
  try {
    const degraded = away.length === 0 ? { status: 'ok' } : { status: 'degraded', away };
    await expect.poll(() => readiness(installation), { timeout: 30_000 }).toEqual(degraded);
    await check();
  } finally {
    await installation.restart(process);
    await expect.poll(() => readiness(installation), { timeout: 30_000 }).toEqual({ status: 'ok' });
  }
}

async function readiness({ url }: Installation): Promise<unknown> {
  return (await fetch(`${url}/health/ready`)).json().catch(() => null);
}

/** The status of a request, or the part that a refusal names. */
export async function ask(who: Person, method: string, path: string, body?: unknown): Promise<number | string> {
  const reply = await who.request(method, path, body);
  const { code, part } = (reply.body ?? {}) as { code?: string; part?: string };
  if (reply.status === 503)
    expect([code, reply.headers.get('content-type')]).toEqual(['part-away', 'application/problem+json']);
  return part ?? reply.status;
}
