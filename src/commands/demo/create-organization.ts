import { z } from 'zod';
import type { TaskUno } from '../../composition/app.ts';
import { operator } from '../with-modules.ts';
import { avatar } from './avatar.ts';
import { type DemoClient, signIn, WithId } from './client.ts';
import { columns, type DemoPlan, type DemoProject, type DemoTask, type DemoTeam } from './plan.ts';

const WithIds = z.object({ items: z.array(WithId) });
const Link = z.object({ url: z.string() });
const Field = WithId.extend({ options: z.array(z.object({ id: z.string(), name: z.string() })).nullish() });

interface Member {
  readonly id: string;
  readonly client: DemoClient;
}

interface Created {
  /** The date of a day of the plan. */
  readonly dateOf: (days: number) => string;
  readonly members: ReadonlyMap<string, Member>;
  readonly organizationId: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly projects: ReadonlyMap<string, { readonly id: string; readonly milestones: readonly string[] }>;
}

function emailOf(username: string): string {
  return `${username}@demo.example`;
}

/** The address of the owner of the organization. */
export function ownerOf(plan: DemoPlan): string {
  return emailOf(plan.people[0]?.username ?? '');
}

/**
 * Creates an organization by the public API, each thing in the name of the person who would create it.
 * @param onTask Called after each task.
 */
export async function createOrganization(
  app: TaskUno,
  plan: DemoPlan,
  password: string,
  onTask: () => void,
): Promise<void> {
  const members = new Map<string, Member>();
  const dateOf = (days: number) => dayFromNow(plan.timezone, days);
  for (const [index, { username, name }] of plan.people.entries()) {
    const email = emailOf(username);
    const input = { email, name, password, instanceAdmin: index === 0 };
    const { id } = await app.modules.apis.auth.createUser(operator, input);
    const client = await signIn(app, email, password);
    const calendar = plan.locale === 'fa' ? 'persian' : 'gregorian';
    await client.send('PATCH', '/auth/me', { locale: plan.locale, timezone: plan.timezone, calendar });
    await client.send('POST', '/auth/me/avatar', pictureForm(avatar(index)));
    members.set(username, { id, client });
  }
  const [owner] = members.values();
  if (!owner) throw new Error('a demo organization has people');
  const organization = { name: plan.organization, locale: plan.locale };
  const { id: organizationId } = await owner.client.post('/organizations', organization, WithId);
  for (const { username } of plan.people.slice(1)) {
    await invite(owner.client, organizationId, emailOf(username), find(members, username).client);
  }
  for (const { username, title, position, manager } of plan.people.slice(1)) {
    const managerId = manager === undefined ? null : find(members, manager).id;
    const change = { title, position, managerId };
    await owner.client.send('PATCH', `/organizations/${organizationId}/members/${find(members, username).id}`, change);
  }
  const labels = new Map<string, string>();
  for (const [name, colour] of Object.entries(plan.labels)) {
    const { id } = await owner.client.post(`/organizations/${organizationId}/labels`, { name, colour }, WithId);
    labels.set(name, id);
  }
  const teamIds: string[] = [];
  for (const team of plan.teams) teamIds.push(await createTeam(owner.client, organizationId, team, members));
  const projects: [string, { id: string; milestones: string[] }][] = [];
  for (const project of plan.projects) {
    projects.push([project.key, await createProject(owner.client, organizationId, project, members, teamIds, dateOf)]);
  }
  const created: Created = { dateOf, members, organizationId, labels, projects: new Map(projects) };
  for (const [index, team] of plan.teams.entries()) await createTasks(created, teamIds[index] ?? '', team, onTask);
}

async function invite(owner: DemoClient, organizationId: string, email: string, person: DemoClient): Promise<void> {
  const invited = await owner.post(`/organizations/${organizationId}/invites`, { email, role: 'member' }, WithId);
  const { url } = await owner.post(`/invites/${invited.id}/link`, undefined, Link);
  await person.send('POST', '/invites/accept', { token: url.slice(url.indexOf('#') + 1) });
}

async function createTeam(
  owner: DemoClient,
  organizationId: string,
  { name, key, description, members: usernames, fields }: DemoTeam,
  members: Created['members'],
): Promise<string> {
  const team = { name, key, description };
  const { id } = await owner.post(`/organizations/${organizationId}/teams`, team, WithId);
  const [, ...others] = [...members.keys()];
  for (const username of others.filter((one) => usernames.includes(one))) {
    await owner.send('PUT', `/teams/${id}/members/${find(members, username).id}`, { role: 'member' });
  }
  for (const { options, ...field } of fields) {
    const choices = options === undefined ? {} : { options: options.map((option) => ({ name: option })) };
    await owner.send('POST', `/teams/${id}/fields`, { ...field, ...choices });
  }
  return id;
}

async function createProject(
  owner: DemoClient,
  organizationId: string,
  { key, name, description, colour, lead, startDay, targetDay, milestones, updates }: DemoProject,
  members: Created['members'],
  teamIds: readonly string[],
  dateOf: (days: number) => string,
): Promise<{ id: string; milestones: string[] }> {
  const project = { key, name, description, colour, leadId: find(members, lead).id, teamIds };
  const days = { startDate: dateOf(startDay), targetDate: dateOf(targetDay) };
  const { id } = await owner.post(`/organizations/${organizationId}/projects`, { ...project, ...days }, WithId);
  const ids: string[] = [];
  for (const milestone of milestones) {
    const input = { name: milestone.name, date: dateOf(milestone.day) };
    ids.push((await owner.post(`/projects/${id}/milestones`, input, WithId)).id);
  }
  for (const update of updates) await find(members, lead).client.send('POST', `/projects/${id}/updates`, update);
  await owner.send('PUT', `/projects/${id}/favourite`);
  return { id, milestones: ids };
}

async function createTasks(created: Created, teamId: string, team: DemoTeam, onTask: () => void): Promise<void> {
  const [owner] = created.members.values();
  if (!owner) return;
  const statuses = await owner.client.get(`/teams/${teamId}/statuses`, WithIds);
  const fields = await owner.client.get(`/teams/${teamId}/fields`, z.object({ items: z.array(Field) }));
  const fieldIds = team.fields.map(({ name }, index) => [name, fields.items[index]] as const);
  const byTitle = new Map<string, string>();
  for (const task of team.tasks) {
    const creator = created.members.get(task.assignee ?? '') ?? owner;
    const statusId = statuses.items[columns.indexOf(task.column)]?.id;
    const body = { ...taskBody(created, task, new Map(fieldIds)), statusId };
    const { id } = await creator.client.post(`/teams/${teamId}/tasks`, body, WithId);
    byTitle.set(task.title, id);
    await addDetails(created, id, task, creator.client);
    onTask();
  }
  for (const { title, after } of team.tasks) {
    if (after === undefined) continue;
    await owner.client.send('PUT', `/tasks/${find(byTitle, title)}/dependencies/${find(byTitle, after)}`);
  }
}

function taskBody(
  { dateOf, members, labels, projects }: Created,
  task: DemoTask,
  fields: ReadonlyMap<string, z.output<typeof Field> | undefined>,
): Record<string, unknown> {
  const { title, priority, description, estimate, startDay, dueDay, recurrence, assignee, fields: values = {} } = task;
  const project = task.project === undefined ? null : find(projects, task.project);
  const customFields = Object.entries(values).map(([name, value]) => {
    const field = fields.get(name);
    const option = field?.options?.find((one) => one.name === value);
    return [field?.id ?? name, option?.id ?? value] as const;
  });
  return {
    title,
    priority: priority ?? 'none',
    assigneeId: assignee === undefined ? null : find(members, assignee).id,
    labelIds: (task.labels ?? []).map((name) => find(labels, name)),
    projectId: project?.id ?? null,
    milestoneId: project?.milestones[task.milestone ?? -1] ?? null,
    startDate: startDay === undefined ? null : dateOf(startDay),
    dueDate: dueDay === undefined ? null : dateOf(dueDay),
    estimate: estimate ?? null,
    recurrence: recurrence === undefined ? null : { rule: recurrence },
    customFields: Object.fromEntries(customFields),
    ...(description === undefined ? {} : { description }),
  };
}

async function addDetails({ members }: Created, id: string, task: DemoTask, creator: DemoClient): Promise<void> {
  const { checklist = [], checked = 0, comments = [] } = task;
  for (const [index, title] of checklist.entries()) {
    const item = await creator.post(`/tasks/${id}/checklist`, { title }, WithId);
    if (index < checked) await creator.send('PATCH', `/checklist-items/${item.id}`, { done: true });
  }
  for (const [username, body] of comments) {
    await find(members, username).client.send('POST', `/tasks/${id}/comments`, { body });
  }
}

function pictureForm(picture: Buffer): FormData {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'avatar.png');
  return form;
}

const dayMs = 86_400_000;

/** Days from today, which begins at midnight where the organization is. */
function dayFromNow(timeZone: string, days: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(Date.now() + days * dayMs));
}

/** @throws Error for a name that the plan does not define. */
function find<Value>(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`the demo has no ${name}`);
  return value;
}
