import { expect } from 'vitest';
import { board, upload } from '../files/trello.ts';
import type { TestApp } from './app.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from './people.ts';

/** Uses everything of tasks once: each kind of change, list and report. */
export async function walkThroughTasks(test: TestApp): Promise<void> {
  const work = await makeWorkspace(test.app, { deleteOpenTasks: true });
  const { owner, organizationId, teamId } = work;
  const member = await join(test.app, work, { teamRole: 'member' });
  const guest = await join(test.app, work, { role: 'guest' });
  const post = (path: string, body: object = {}) => sent(owner, 'POST', path, body);
  const projectId = await post(`/organizations/${organizationId}/projects`, { name: 'Site', key: 'SITE' });
  await sent(owner, 'PUT', `/projects/${projectId}/guests/${guest.id}`, {});
  const milestoneId = await post(`/projects/${projectId}/milestones`, { name: 'Beta' });
  const otherTeam = await post(`/organizations/${organizationId}/teams`, { name: 'Design' });
  const labelId = await post(`/organizations/${organizationId}/labels`, { name: 'Red', colour: '#ff0000' });
  const fieldId = await post(`/teams/${teamId}/fields`, { name: 'Points', type: 'number' });
  await post(`/organizations/${organizationId}/views`, { name: 'Mine' });
  // From here on changes are added to the tallies.
  await sent(owner, 'GET', `/organizations/${organizationId}/statistics`);
  const whole = {
    projectId,
    milestoneId,
    labelIds: [labelId],
    customFields: { [fieldId]: 3 },
    assigneeId: member.id,
    collaboratorIds: [owner.id],
    dueDate: '2030-01-02',
    estimate: 60,
  };
  const task = await makeTask(owner, teamId, { title: 'Whole', ...whole });
  const part = await makeTask(owner, teamId, { title: 'Part', parentId: task.id });
  const other = await makeTask(owner, teamId, { title: 'Other' });

  await changeOne(work, { task: task.id, part: part.id, other: other.id, member, labelId, fieldId });
  await changeMany(test, work, { other: other.id, otherTeam, projectId });
  await readAll(work, { task: task.id, key: task.key, projectId, member, guest });
  await post(`/organizations/${organizationId}/project-templates`, { name: 'P', projectId });
  await post(`/teams/${teamId}/task-templates`, { name: 'T', taskId: task.id });
  await test.settled();
  await sent(owner, 'DELETE', `/labels/${labelId}`);
  await sent(owner, 'DELETE', `/fields/${fieldId}`);
  await sent(owner, 'DELETE', `/tasks/${part.id}`);
  await sent(owner, 'GET', `/teams/${teamId}/trash`);
  await sent(owner, 'DELETE', `/teams/${teamId}/trash/${part.id}`);
  await test.settled();
}

const jobs = [
  'purge-trash',
  'sweep',
  'tidy-imports',
  'tidy-exports',
  'send-reminders',
  'fold-tallies',
  'repair-tallies',
  'archive-closed',
];

/** Runs the scheduled jobs of tasks once. */
export async function runTaskJobs(test: TestApp): Promise<void> {
  for (const job of jobs) await test.runJob('tasks', job);
  await test.settled();
}

interface Parts {
  readonly task: string;
  readonly part: string;
  readonly other: string;
  readonly member: Person;
  readonly labelId: string;
  readonly fieldId: string;
}

async function changeOne(work: Workspace, { task, part, other, member, labelId, fieldId }: Parts): Promise<void> {
  const { owner, statuses } = work;
  const post = (path: string, body: object = {}) => sent(owner, 'POST', path, body);
  const change = (body: object) => sent(owner, 'PATCH', `/tasks/${task}`, body);
  await change({ title: 'Renamed', dueDate: '2030-02-03' });
  // The last two name the two tasks that were made first.
  for (const description of ['A text', 'A longer text', 'Like ENG-1 and ENG-2', 'Like ENG-2'])
    await change({ description });
  await change({ assigneeId: owner.id, collaboratorIds: [member.id] });
  await change({ labelIds: [labelId], customFields: { [fieldId]: 5 } });
  await change({ recurrence: { rule: 'FREQ=WEEKLY', from: 'due' } });
  await post(`/tasks/${task}/move`, { statusId: statuses['In progress'] });
  await post(`/tasks/${part}/move`, { statusId: statuses['In progress'], before: task });
  await sent(owner, 'PUT', `/tasks/${task}/dependencies/${other}`, { type: 'blocks' });
  const item = await post(`/tasks/${task}/checklist`, { title: 'Step' });
  await sent(owner, 'PATCH', `/checklist-items/${item}`, { done: true });
  const comment = await post(`/tasks/${task}/comments`, { body: 'Hello' });
  await sent(owner, 'PATCH', `/comments/${comment}`, { body: 'Hello again, see ENG-1 and ENG-2' });
  await sent(owner, 'PUT', `/comments/${comment}/reactions/👍`, {});
  await sent(owner, 'DELETE', `/comments/${comment}/reactions/👍`);
  await sent(owner, 'PUT', `/comments/${comment}/reactions/👍`, {});
  const reply = await post(`/tasks/${task}/comments`, { body: 'Hello too', replyToId: comment });
  await sent(owner, 'DELETE', `/comments/${comment}`);
  await sent(owner, 'DELETE', `/comments/${reply}`);
  await sent(owner, 'PUT', `/tasks/${task}/watchers/${owner.id}`, {});
  await sent(member, 'PUT', `/tasks/${task}/reminder`, { before: 60 });
  await sent(member, 'PATCH', '/auth/me', { timezone: 'Asia/Tehran' });
  const file = new FormData();
  file.append('file', new Blob(['x']), 'x.txt');
  expect((await owner.post(`/tasks/${task}/attachments`, undefined, { raw: file })).status).toBe(201);
  await post(`/tasks/${part}/complete`);
  await post(`/tasks/${part}/reopen`);
  await post(`/tasks/${task}/complete`);
  await post(`/tasks/${task}/reopen`);
  await post(`/tasks/${task}/skip`);
  await post(`/tasks/${other}/archive`);
  await post(`/tasks/${other}/unarchive`);
  await post(`/tasks/${task}/duplicate`);
  await sent(owner, 'DELETE', `/tasks/${other}`);
  await post(`/tasks/${other}/restore`);
}

async function changeMany(
  test: TestApp,
  work: Workspace,
  { other, otherTeam, projectId }: { readonly other: string; readonly otherTeam: string; readonly projectId: string },
): Promise<void> {
  const { owner, organizationId, teamId, statuses } = work;
  const ids = [other, (await makeTask(owner, teamId)).id];
  await sent(owner, 'POST', '/tasks/bulk', { ids, change: { priority: 'high', projectId } });
  await sent(owner, 'POST', `/tasks/${other}/move`, { teamId: otherTeam });
  const raw = upload(board(), { teamId });
  expect((await owner.post(`/organizations/${organizationId}/imports`, undefined, { raw })).status).toBe(202);
  expect((await owner.post(`/organizations/${organizationId}/exports`)).status).toBe(202);
  await test.settled();
  await sent(owner, 'PATCH', `/teams/${teamId}/workflow`, { archiveAfterDays: 7 });
  const recurring = { recurrence: { rule: 'FREQ=DAILY', from: 'due' }, dueDate: '2030-01-02' };
  await makeTask(owner, teamId, { ...recurring, statusId: statuses['In review'] });
  await sent(owner, 'DELETE', `/statuses/${statuses['In review']}?moveTo=${statuses['Done']}`);
}

async function readAll(
  { owner, organizationId, teamId }: Workspace,
  read: {
    readonly task: string;
    readonly key: string;
    readonly projectId: string;
    readonly member: Person;
    readonly guest: Person;
  },
): Promise<void> {
  const { task, key, projectId, member, guest } = read;
  const paths = [
    `/tasks/${task}`,
    `/tasks/${key}?organizationId=${organizationId}`,
    `/tasks/${task}/page`,
    `/tasks/${task}/roll-up`,
    `/tasks/${task}/log`,
    `/tasks/${task}/comments`,
    `/tasks/${task}/dependencies`,
    `/tasks/${task}/backlinks`,
    `/teams/${teamId}/tasks`,
    `/teams/${teamId}/tasks?sort=title&assigneeId=me`,
    `/teams/${teamId}/board`,
    `/teams/${teamId}/log`,
    `/teams/${teamId}/statistics`,
    `/tasks?organizationId=${organizationId}`,
    `/tasks?organizationId=${organizationId}&q=whole`,
    `/my-work?organizationId=${organizationId}`,
    `/organizations/${organizationId}/statistics`,
    `/organizations/${organizationId}/log`,
    `/organizations/${organizationId}/labels`,
    `/organizations/${organizationId}/views`,
    `/projects/${projectId}/progress`,
    `/projects/${projectId}/timeline`,
    `/users/${member.id}/tasks`,
  ];
  for (const path of paths) await sent(owner, 'GET', path);
  await sent(guest, 'GET', `/tasks?organizationId=${organizationId}`);
}

/** Sends a request that must succeed; returns the id in its reply, if there is one. */
async function sent(person: Person, method: string, path: string, body?: object): Promise<string> {
  const reply = await person.request(method, path, body);
  expect([200, 201, 202, 204], `${method} ${path}: ${JSON.stringify(reply.body)}`).toContain(reply.status);
  const { id } = (reply.body ?? {}) as { id?: string };
  return id ?? '';
}
