import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../src/commands/demo/english.ts';
import { columns, type DemoPlan } from '../../src/commands/demo/plan.ts';
import { persian } from '../../src/commands/demo/persian.ts';
import { type AppProcess, makeFolder, runProcess, startProcess, until } from '../harness/process.ts';

// `taskuno demo` as a person starts it, and what they find.

const folder = makeFolder();
const demoArgs = { dataDir: folder.path, args: ['src/cli.ts', 'demo'] };
let app: AppProcess;
beforeAll(async () => {
  app = await startProcess(demoArgs);
  await until(() => app.output().includes('To begin again'), 120_000);
}, 150_000);
afterAll(async () => {
  app.child.kill('SIGTERM');
  await app.ended;
  folder.remove();
});

interface Signed {
  get<Body>(path: string): Promise<Body>;
}

/** Signs in with what was printed for a language. */
async function signIn(language: string): Promise<Signed> {
  const [, email, password] = new RegExp(`${language} +(\\S+) +(\\S+)\n`).exec(app.output()) ?? [];
  const api = `${app.url}/api/v1`;
  const reply = await fetch(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  expect(reply.status).toBe(200);
  const { accessToken } = (await reply.json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}` };
  return { get: async <Body>(path: string) => (await (await fetch(api + path, { headers })).json()) as Body };
}

type Items = { readonly items: readonly { readonly id: string; readonly name: string }[] };
interface Task {
  readonly title: string;
  readonly statusId: string;
  readonly dueDate: string | null;
  readonly assignee: { readonly avatarUrl: string | null } | null;
}

describe.each([
  ['English', english],
  ['Persian', persian],
] as const)('the %s demo', (language, plan: DemoPlan) => {
  it('has an organization with teams, projects and tasks in every column', async () => {
    const person = await signIn(language);
    const { items: organizations } = await person.get<Items>('/organizations');
    expect(organizations.map(({ name }) => name)).toEqual([plan.organization]);
    const { items: teams } = await person.get<Items>(`/organizations/${organizations[0]?.id}/teams`);
    expect(teams.map(({ name }) => name).toSorted()).toEqual(plan.teams.map(({ name }) => name).toSorted());
    const { items: projects } = await person.get<Items>(`/organizations/${organizations[0]?.id}/projects`);
    expect(projects).toHaveLength(plan.projects.length);
    const team = teams.find(({ name }) => name === plan.teams[0]?.name);
    const { items: tasks } = await person.get<{ items: Task[] }>(`/teams/${team?.id}/tasks?limit=100`);
    expect(tasks.map(({ title }) => title).toSorted()).toEqual(
      plan.teams[0]?.tasks.map(({ title }) => title).toSorted(),
    );
    expect(new Set(tasks.map(({ statusId }) => statusId)).size).toBe(columns.length);
    expect(tasks.every(({ assignee }) => assignee?.avatarUrl)).toBe(true);
    // Days are counted from today.
    const today = new Date().toISOString().slice(0, 10);
    const dueDates = tasks.flatMap(({ dueDate }) => dueDate ?? []);
    expect(dueDates.some((day) => day < today)).toBe(true);
    expect(dueDates.some((day) => day > today)).toBe(true);
  });
});

describe('the demo', () => {
  it('is in both languages the same story, with people and labels that exist', () => {
    for (const { people, labels, projects, teams } of [english, persian]) {
      const usernames = people.map(({ username }) => username);
      const keys = projects.map(({ key }) => key);
      for (const task of teams.flatMap(({ tasks }) => tasks)) {
        const named = [task.assignee ?? [], (task.comments ?? []).map(([name]) => name)].flat(2);
        expect(usernames).toEqual(expect.arrayContaining(named));
        expect(Object.keys(labels)).toEqual(expect.arrayContaining([...(task.labels ?? [])]));
        if (task.project !== undefined) expect(keys).toContain(task.project);
      }
    }
  });

  it('starts again with the same accounts, and refuses a database of other people', async () => {
    const before = app.output();
    app.child.kill('SIGTERM');
    expect(await app.ended).toBe(0);
    app = await startProcess({ ...demoArgs });
    await until(() => app.output().includes('To begin again'), 60_000);
    const account = (output: string) => /English +\S+ +\S+/.exec(output)?.[0];
    expect(account(app.output())).toBe(account(before));

    const other = makeFolder();
    const passwordFile = join(other.path, 'password');
    writeFileSync(passwordFile, 'correct horse battery');
    const create = ['user', 'create', '--email', 'sara@example.com', '--name', 'Sara', '--password-file', passwordFile];
    expect((await runProcess({ dataDir: other.path, args: ['src/cli.ts', ...create] })).code).toBe(0);
    const refused = await runProcess({ dataDir: other.path, args: ['src/cli.ts', 'demo'] });
    expect([refused.code, refused.output]).toEqual([6, expect.stringContaining('has accounts already')]);
    other.remove();
  }, 120_000);
});
