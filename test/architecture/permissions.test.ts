import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeGroups } from '../../src/composition/route-groups.ts';
import { board, upload } from '../files/trello.ts';
import { startApp, type TestApp } from '../harness/app.ts';
import { type Client, clientOf } from '../harness/client.ts';
import { join, makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../harness/people.ts';

// Who may do what: every route of teams, projects and tasks × everyone. A route that is added fails here until it has
// its row. Letters, in the order of `people`:
//
//   A  allowed: a read answers 200; a write is let in by its rule and then refused for a body that no route takes (422;
//      an upload for not being one, 415), so that nothing changes and every cell starts from the same data
//   F  403: known to them, and not for them      N  404: not there for them      U  401: not signed in

const people = [
  'nobody',
  'outsider',
  'guest',
  'member',
  'teamAdmin',
  'teamOwner',
  'admin',
  'owner',
  'removed',
] as const;
type Who = (typeof people)[number];

const anyone = 'AAAAAAAAA';
const signedIn = 'UAAAAAAAA';
const inOrganization = 'UNAAAAAAN';
const members = 'UNNAAAAAN';
const admins = 'UNNFFFAAN';
/** The organization itself: guests can see it. */
const itsAdmins = 'UNFFFFAAN';
const itsOwners = 'UNFFFFFAN';
const teamReaders = members;
const teamAdmins = 'UNNFAAAAN';
const teamOwners = 'UNNFFAAAN';
/** To everyone else an invite, a request or an import does not exist. */
const invitersIntoTeam = 'UNNNAAAAN';
const hiddenButForAdmins = 'UNNNNNAAN';
const nobodyHere = 'UNNNNNNNN';
/** The guest was added to the project; the owner leads it. */
const projectReaders = inOrganization;
const projectChangers = 'UNFFFFAAN';
/** The owner's task, in a team where only involved people may edit others' tasks. */
const taskReaders = inOrganization;
const taskWorkers = 'UNFFAAAAN';
const taskCommenters = 'UNAFAAAAN';
const authors = 'UNFFFFFAN';

/** `id` is the id of the noun before it; `parameters` explains the other words. */
const table: [method: string, path: string, expected: string][] = [
  // The owner was the first to sign up.
  ['GET', '/admin/organizations', 'UFFFFFFAF'],
  ['GET', '/organizations', signedIn],
  ['POST', '/organizations', signedIn],
  ['GET', '/organizations/public', anyone],
  ['GET', '/organizations/deleted', signedIn],
  ['GET', '/organizations/id', inOrganization],
  ['PATCH', '/organizations/id', itsAdmins],
  ['DELETE', '/organizations/id', itsOwners],
  ['POST', '/organizations/id/restore', itsOwners],
  ['POST', '/organizations/id/hand-over', itsOwners],
  ['GET', '/organizations/id/logo', anyone],
  ['POST', '/organizations/id/logo', itsAdmins],
  ['DELETE', '/organizations/id/logo', itsAdmins],
  ['GET', '/organizations/id/members', members],
  ['GET', '/organizations/id/developers', members],
  ['GET', '/organizations/id/product-owners', members],
  ['GET', '/organizations/id/chart', members],
  ['GET', '/organizations/id/members/userId', members],
  ['PATCH', '/organizations/id/members/userId', admins],
  ['GET', '/organizations/id/members/userId/open-tasks', admins],
  ['DELETE', '/organizations/id/members/userId', admins],
  ['GET', '/organizations/id/invites', admins],
  ['GET', '/organizations/id/invites?teamId=', teamAdmins],
  ['POST', '/organizations/id/invites', admins],
  ['DELETE', '/invites/id', invitersIntoTeam],
  ['POST', '/invites/id/resend', invitersIntoTeam],
  ['POST', '/invites/id/link', invitersIntoTeam],
  // Its link grants what the invite grants; revoking it grants nothing.
  ['DELETE', '/invites/ownerInvite', 'UNNNNNAAN'],
  ['POST', '/invites/ownerInvite/resend', 'UNNNNNFAN'],
  ['POST', '/invites/ownerInvite/link', 'UNNNNNFAN'],
  ['DELETE', '/invites/ownerIntoTeam', 'UNNNFFAAN'],
  ['POST', '/invites/ownerIntoTeam/resend', 'UNNNFFFAN'],
  ['POST', '/invites/ownerIntoTeam/link', 'UNNNFFFAN'],
  ['DELETE', '/invites/adminIntoTeam', 'UNNNFFAAN'],
  ['POST', '/invites/adminIntoTeam/link', 'UNNNFFAAN'],
  ['DELETE', '/invites/teamOwnerInvite', 'UNNNFAAAN'],
  ['POST', '/invites/teamOwnerInvite/link', 'UNNNFAAAN'],
  ['POST', '/invites/preview', anyone],
  ['POST', '/invites/accept', signedIn],
  ['POST', '/invites/decline', anyone],
  ['POST', '/organizations/id/join-requests', signedIn],
  ['GET', '/organizations/id/join-requests', admins],
  ['POST', '/join-requests/id/accept', hiddenButForAdmins],
  ['POST', '/join-requests/id/decline', hiddenButForAdmins],
  ['DELETE', '/join-requests/id', nobodyHere],
  ['GET', '/auth/me/permissions?organizationId=', inOrganization],
  ['GET', '/teams', signedIn],
  ['GET', '/organizations/id/teams', members],
  ['POST', '/organizations/id/teams', admins],
  ['GET', '/teams/id', teamReaders],
  ['PATCH', '/teams/id', teamAdmins],
  ['DELETE', '/teams/id', teamOwners],
  ['POST', '/teams/id/archive', teamAdmins],
  ['POST', '/teams/id/restore', teamAdmins],
  ['GET', '/teams/id/members', teamReaders],
  ['PUT', '/teams/id/members/userId', teamAdmins],
  ['DELETE', '/teams/id/members/userId', teamAdmins],

  ['GET', '/organizations/id/projects', inOrganization],
  ['POST', '/organizations/id/projects', members],
  ['GET', '/projects/id', projectReaders],
  ['PATCH', '/projects/id', projectChangers],
  ['DELETE', '/projects/id', projectChangers],
  ['POST', '/projects/id/restore', 'UNNFFFAAN'],
  ['PUT', '/projects/id/favourite', projectReaders],
  ['DELETE', '/projects/id/favourite', projectReaders],
  ['PUT', '/projects/id/teams/teamId', projectChangers],
  ['DELETE', '/projects/id/teams/teamId', projectChangers],
  ['GET', '/projects/id/guests', projectChangers],
  ['PUT', '/projects/id/guests/userId', projectChangers],
  ['DELETE', '/projects/id/guests/userId', projectChangers],
  ['GET', '/projects/id/milestones', projectReaders],
  ['POST', '/projects/id/milestones', projectChangers],
  ['PATCH', '/milestones/id', projectChangers],
  ['DELETE', '/milestones/id', projectChangers],
  ['GET', '/projects/id/updates', projectReaders],
  ['POST', '/projects/id/updates', projectChangers],

  ['GET', '/tasks', signedIn],
  ['GET', '/bootstrap', signedIn],
  ['GET', '/my-work', signedIn],
  ['POST', '/tasks/bulk', signedIn],
  ['GET', '/recurrence/preview?rule=FREQ=DAILY', signedIn],
  ['GET', '/users/id/tasks', members],
  ['GET', '/users/id/log', members],
  ['GET', '/teams/id/log', teamReaders],
  ['GET', '/organizations/id/log', members],
  ['GET', '/teams/id/trash', teamAdmins],
  ['DELETE', '/teams/id/trash', teamAdmins],
  ['DELETE', '/teams/id/trash/taskId', teamAdmins],
  ['GET', '/organizations/id/views', members],
  ['POST', '/organizations/id/views', members],
  ['PATCH', '/views/id', admins],
  ['DELETE', '/views/id', admins],
  ['POST', '/teams/id/tasks', teamAdmins],
  ['GET', '/tasks/id', taskReaders],
  ['GET', '/tasks/id/page', taskReaders],
  ['GET', '/tasks/id/roll-up', taskReaders],
  ['GET', '/tasks/id/log', taskReaders],
  ['PATCH', '/tasks/id', taskWorkers],
  ['DELETE', '/tasks/id', taskWorkers],
  ['POST', '/tasks/id/restore', taskWorkers],
  ['POST', '/tasks/id/move', taskWorkers],
  ['POST', '/tasks/id/complete', taskWorkers],
  ['POST', '/tasks/id/skip', taskWorkers],
  ['POST', '/tasks/id/reopen', taskWorkers],
  ['POST', '/tasks/id/archive', taskWorkers],
  ['POST', '/tasks/id/unarchive', taskWorkers],
  ['POST', '/tasks/id/duplicate', taskWorkers],
  ['PUT', '/tasks/id/watchers/userId', taskWorkers],
  ['DELETE', '/tasks/id/watchers/userId', taskWorkers],
  ['PUT', '/tasks/id/reminder', taskReaders],
  ['DELETE', '/tasks/id/reminder', taskReaders],
  ['PUT', '/tasks/id/collaborators/userId', taskWorkers],
  ['DELETE', '/tasks/id/collaborators/userId', taskWorkers],
  ['GET', '/tasks/id/dependencies', taskReaders],
  ['GET', '/tasks/id/backlinks', taskReaders],
  ['PUT', '/tasks/id/dependencies/otherId', taskWorkers],
  ['DELETE', '/tasks/id/dependencies/otherId', taskWorkers],
  ['GET', '/teams/id/statuses', teamReaders],
  ['POST', '/teams/id/statuses', teamAdmins],
  ['PATCH', '/statuses/id', teamAdmins],
  ['DELETE', '/statuses/id', teamAdmins],
  ['GET', '/teams/id/workflow', teamReaders],
  ['PATCH', '/teams/id/workflow', teamAdmins],
  ['GET', '/teams/id/board', teamReaders],
  ['GET', '/teams/id/fields', teamReaders],
  ['POST', '/teams/id/fields', teamAdmins],
  ['PATCH', '/fields/id', teamAdmins],
  ['DELETE', '/fields/id', teamAdmins],
  ['GET', '/organizations/id/labels', members],
  ['POST', '/organizations/id/labels', members],
  ['PATCH', '/labels/id', members],
  ['DELETE', '/labels/id', members],
  ['GET', '/tasks/id/checklist', taskReaders],
  ['POST', '/tasks/id/checklist', taskWorkers],
  ['PATCH', '/checklist-items/id', taskWorkers],
  ['DELETE', '/checklist-items/id', taskWorkers],
  ['POST', '/checklist-items/id/to-task', taskWorkers],
  ['GET', '/tasks/id/comments', taskReaders],
  ['POST', '/tasks/id/comments', taskCommenters],
  ['PATCH', '/comments/id', authors],
  ['DELETE', '/comments/id', taskWorkers],
  ['GET', '/comments/id/history', taskReaders],
  ['PUT', '/comments/id/reactions/emoji', taskCommenters],
  ['DELETE', '/comments/id/reactions/emoji', taskCommenters],
  ['GET', '/organizations/id/project-templates', members],
  ['POST', '/organizations/id/project-templates', members],
  ['GET', '/project-templates/id', members],
  ['PATCH', '/project-templates/id', admins],
  ['DELETE', '/project-templates/id', admins],
  ['POST', '/project-templates/id/use', members],
  ['GET', '/teams/id/tasks', teamReaders],
  ['GET', '/teams/id/task-templates', teamReaders],
  ['POST', '/teams/id/task-templates', teamAdmins],
  ['GET', '/task-templates/id', teamReaders],
  ['PATCH', '/task-templates/id', teamAdmins],
  ['DELETE', '/task-templates/id', teamAdmins],
  ['POST', '/task-templates/id/use', teamAdmins],
  ['GET', '/tasks/id/attachments', taskReaders],
  ['POST', '/tasks/id/attachments', taskCommenters],
  ['GET', '/attachments/id', taskReaders],
  ['DELETE', '/attachments/id', taskWorkers],
  ['GET', '/projects/id/progress', projectReaders],
  ['GET', '/projects/id/timeline', projectReaders],
  ['GET', '/teams/id/statistics', teamReaders],
  ['GET', '/organizations/id/statistics', members],
  ['POST', '/organizations/id/imports', members],
  ['GET', '/organizations/id/imports', members],
  ['GET', '/imports/id', hiddenButForAdmins],
  // The owner requested it: nobody else may run it.
  ['POST', '/imports/id/run', 'UNNNNNFAN'],
  ['POST', '/imports/id/cancel', hiddenButForAdmins],
  ['POST', '/organizations/id/exports', admins],
  ['GET', '/organizations/id/exports', admins],
  ['GET', '/exports/id', admins],
  ['GET', '/exports/id/file', admins],
];

/** Invites that grant more than the plain one. */
const invites = {
  ownerInvite: { role: 'owner' },
  ownerIntoTeam: { role: 'owner', isIntoTeam: true },
  adminIntoTeam: { role: 'admin', isIntoTeam: true },
  teamOwnerInvite: { role: 'member', isIntoTeam: true, teamRole: 'owner' },
} as const;
/** Words in a path that stand for an id. */
const parameters = new Set(['id', 'userId', 'teamId', 'otherId', 'taskId', 'emoji', ...Object.keys(invites)]);

let test: TestApp;
let work: Workspace;
let everyone: Record<Who, Client>;
/** Ids by the noun before them. */
let ids: Record<string, string>;

beforeAll(async () => {
  test = await startApp();
  const { app } = test;
  work = await makeWorkspace(app);
  const { owner, organizationId, teamId, statuses } = work;
  const removedPerson = await join(app, work, { teamRole: 'admin', name: 'Removed' });
  everyone = {
    nobody: clientOf(app),
    outsider: (await makeWorkspace(app)).owner,
    guest: await join(app, work, { role: 'guest', name: 'Guest' }),
    member: await join(app, work, { name: 'Member' }),
    teamAdmin: await join(app, work, { teamRole: 'admin', name: 'Teamadmin' }),
    teamOwner: await join(app, work, { teamRole: 'owner', name: 'Teamowner' }),
    admin: await join(app, work, { role: 'admin', name: 'Admin' }),
    owner,
    removed: removedPerson,
  };
  await owner.patch(`/organizations/${organizationId}`, { listed: true });
  const make = async (path: string, body: object) =>
    (await owner.post<'/organizations/{id}/teams'>(path, body)).body.id;
  const projects = await make(`/organizations/${organizationId}/projects`, { name: 'Site', key: 'SITE' });
  await owner.put(`/projects/${projects}/guests/${(everyone.guest as unknown as { id: string }).id}`);
  await owner.delete(`/organizations/${organizationId}/members/${removedPerson.id}`);
  const task = await makeTask(owner, teamId, { projectId: projects });
  const asker = await signUp(app, 'Asker');
  const reply = await asker.post(`/organizations/${organizationId}/join-requests`, {});
  const imported = await owner.post(`/organizations/${organizationId}/imports`, undefined, {
    raw: upload(board(), { teamId }),
  });
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const form = new FormData();
  form.set('file', new Blob([png]), 'logo.png');
  await owner.post(`/organizations/${organizationId}/logo`, undefined, { raw: form });
  const attachedReply = await owner.post(`/tasks/${task.id}/attachments`, undefined, { raw: form });
  const target = await join(app, work, { teamRole: 'member', name: 'Target' });
  ids = {
    users: target.id,
    organizations: organizationId,
    teams: teamId,
    teamId,
    userId: target.id,
    projects,
    otherId: (await makeTask(owner, teamId, { projectId: projects })).id,
    taskId: await trashed(owner, teamId, statuses),
    emoji: encodeURIComponent('👍'),
    views: await make(`/organizations/${organizationId}/views`, { name: 'Mine', shared: true, filters: {} }),
    milestones: await make(`/projects/${projects}/milestones`, { name: 'Beta' }),
    invites: await make(`/organizations/${organizationId}/invites`, { email: 'new@example.com', teamId }),
    'join-requests': reply.body.id,
    tasks: task.id,
    statuses: statuses['Blocked'] ?? '',
    fields: await make(`/teams/${teamId}/fields`, { name: 'Cost', type: 'number' }),
    labels: await make(`/organizations/${organizationId}/labels`, { name: 'Red', colour: '#ff0000' }),
    comments: await make(`/tasks/${task.id}/comments`, { body: 'Hello' }),
    'checklist-items': await make(`/tasks/${task.id}/checklist`, { title: 'Step' }),
    imports: imported.body.id,
    exports: (await owner.post(`/organizations/${organizationId}/exports`)).body.id,
    attachments: attachedReply.body.id,
    'project-templates': await make(`/organizations/${organizationId}/project-templates`, {
      name: 'Plan',
      projectId: projects,
    }),
    'task-templates': await make(`/teams/${teamId}/task-templates`, { name: 'Plan', taskId: task.id }),
  };
  for (const [name, { isIntoTeam = false, ...terms }] of Object.entries<{
    readonly isIntoTeam?: boolean;
    readonly role: string;
  }>(invites)) {
    const body = { ...terms, email: `${name}@example.com`, ...(isIntoTeam ? { teamId } : {}) };
    ids[name] = await make(`/organizations/${organizationId}/invites`, body);
  }
  await test.settled();
});
afterAll(() => test.stop());

async function trashed({ post, delete: remove }: Client, teamId: string, statuses: Workspace['statuses']) {
  const { body } = await post(`/teams/${teamId}/tasks`, { title: 'Gone', statusId: statuses['Cancelled'] });
  expect((await remove(`/tasks/${body.id}`)).status).toBe(204);
  return body.id;
}

function fill(path: string): string {
  const [, noun = ''] = path.split('/');
  const filledPath = path.replaceAll(/(?<=\/)\w+(?=$|[/?])/g, (name) => {
    if (!parameters.has(name)) return name;
    const id = ids[name === 'id' ? noun : name];
    if (id === undefined) throw new Error(`say in this test which id ${path} takes`);
    return id;
  });
  return filledPath
    .replace('?teamId=', `?teamId=${ids['teams']}`)
    .replace('?organizationId=', `?organizationId=${ids['organizations']}`);
}

/** The declared path of the route. */
function patternOf(path: string): string {
  const [plain = ''] = path.split('?');
  const words = plain.split('/').map((word) => (word in invites ? '{id}' : parameters.has(word) ? `{${word}}` : word));
  return words.join('/');
}

const letters: Readonly<Record<number, string>> = { 200: 'A', 415: 'A', 422: 'A', 401: 'U', 403: 'F', 404: 'N' };

async function ask(who: Who, method: string, path: string): Promise<string> {
  const body = method === 'GET' ? undefined : { thisIsNoField: true };
  const { status } = await everyone[who].request(method, fill(path), body);
  return letters[status] ?? String(status);
}

describe('the permission matrix', () => {
  it.each(table)('%s %s', async (method, path, expected) => {
    const answers: string[] = [];
    for (const who of people) answers.push(await ask(who, method, path));
    expect(answers.join('')).toBe(expected);
  });

  /** The reply to a first request that was sent while it was still allowed. */
  async function keepReply(userId: string, module: string, path: string, key: string): Promise<void> {
    const inputHash = createHash('sha256').update(`POST /api/v1${path}\0{"kept":true}`).digest('base64url');
    await test.database.sql`
      insert into ${test.database.sql(module)}.command (actor, command_id, input_hash, output)
      values (${userId}, ${key}, ${inputHash}, '{"body":{"id":"kept"},"extras":{}}')`;
  }

  const refusing = table.filter(([method, , expected]) => method === 'POST' && /[FN]/.test(expected));
  it.each(refusing)(
    '%s %s gives a reply that it has kept to nobody whom it refuses now',
    async (_post, path, expected) => {
      const pattern = patternOf(path);
      const isPath = (route: { method: string; path: string }) => route.method === 'post' && route.path === pattern;
      const group = routeGroups.find(({ routes }) => routes.some(isPath));
      const isRelaxed = group?.routes.find(isPath)?.repeatRule !== undefined;
      for (const [i, who] of people.entries()) {
        const letter = expected[i] ?? '';
        // A rule for repeats may be less strict, but not for callers who cannot see the subject.
        if (letter !== 'N' && (letter !== 'F' || isRelaxed)) continue;
        const key = `${who} ${path}`.replaceAll(/\W/g, '-');
        await keepReply((everyone[who] as Person).id, group?.module ?? '', fill(path), key);
        const headers = { 'idempotency-key': key };
        // Another body under the same key reveals the key only to callers whom the route allows.
        for (const body of [{ kept: true }, { kept: false }]) {
          const { status } = await everyone[who].request('POST', fill(path), body, { headers });
          expect([who, letters[status] ?? status]).toEqual([who, letter]);
        }
      }
    },
  );

  it('has every route of teams, projects and tasks, and no other', () => {
    const routes = routeGroups
      .filter(({ module }) => ['teams', 'projects', 'tasks'].includes(module))
      .flatMap((group) => group.routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`));
    const routeNames = table.map(([method, path]) => `${method} ${patternOf(path)}`);
    expect([...new Set(routeNames)].toSorted()).toEqual(routes.toSorted());
  });
});
