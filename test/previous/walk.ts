import { until } from '../harness/process.ts';
import { ask } from '../reliability/workload.ts';

// A day's work over HTTP. Each request goes to the next of several instances, which may be of different releases.

export interface Walk {
  readonly requests: number;
  /** What was answered otherwise than promised: `POST /teams: 500 …`. */
  readonly failures: readonly string[];
}

interface Call {
  readonly token?: string;
  readonly body?: object;
  readonly status?: number;
}

type Reply = Readonly<Record<string, unknown>>;

/**
 * Signs two people up and lets them work together.
 * @param name makes addresses and keys unique.
 */
export async function walk(urls: readonly string[], name: string): Promise<Walk> {
  let requests = 0;
  const failures: string[] = [];

  async function call(method: string, path: string, { status, ...rest }: Call = {}): Promise<Reply> {
    const url = urls[requests % urls.length] ?? '';
    requests += 1;
    const expected = status ?? { POST: 201, DELETE: 204 }[method] ?? 200;
    const answer = await ask(url, method, path, rest);
    if (answer.status !== expected)
      failures.push(`${method} ${path}: ${answer.status} instead of ${expected} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const signUp = async (who: string) => {
    const body = { email: `${who}-${name}@example.com`, password: 'correct horse battery', name: who };
    const { accessToken, user } = await call('POST', '/auth/signup', { body });
    return { token: String(accessToken), id: String((user as Reply | undefined)?.['id']), email: body.email };
  };
  const owner = await signUp('sara');
  const member = await signUp('omid');
  const as = (body?: object, status?: number): Call => ({
    token: owner.token,
    ...(body ? { body } : {}),
    ...(status === undefined ? {} : { status }),
  });

  const organization = await call('POST', '/organizations', as({ name: `Kitchen ${name}` }));
  const inOrganization = `/organizations/${String(organization['id'])}`;
  const team = await call('POST', `${inOrganization}/teams`, as({ name: 'Cooks', key: 'COOK' }));
  const terms = { email: member.email, role: 'member', teamId: team['id'], teamRole: 'member' };
  const invite = await call('POST', `${inOrganization}/invites`, as(terms));
  const { url: link } = await call('POST', `/invites/${String(invite['id'])}/link`, as({}, 200));
  const secret = String(link).split('#')[1] ?? '';
  await call('POST', '/invites/accept', { token: member.token, body: { token: secret }, status: 200 });

  const project = await call('POST', `${inOrganization}/projects`, as({ name: 'Menu', key: 'MENU' }));
  await call('PUT', `/projects/${String(project['id'])}/teams/${String(team['id'])}`, as({}, 204));
  const label = await call('POST', `${inOrganization}/labels`, as({ name: 'Urgent', colour: '#aa0000' }));
  const inTeam = `/teams/${String(team['id'])}`;
  const create = (title: string, more: object = {}) => call('POST', `${inTeam}/tasks`, as({ title, ...more }));
  const task = await create('Buy saffron', {
    assigneeId: member.id,
    projectId: project['id'],
    labelIds: [label['id']],
    dueDate: '2030-03-20',
    priority: 'high',
  });
  const other = await create('Soak the rice');
  const [one, two] = [`/tasks/${String(task['id'])}`, `/tasks/${String(other['id'])}`];
  await call('PATCH', one, as({ title: 'Buy saffron and rice', estimate: 30 }));
  await call('POST', `${two}/move`, as({ after: task['id'] }, 200));
  await call('POST', `${one}/comments`, { token: member.token, body: { body: 'Done by noon.' } });
  await call('POST', `${one}/checklist`, as({ title: 'From Mashhad' }));
  await call('PUT', `${two}/dependencies/${String(task['id'])}`, as({ type: 'relates' }, 204));
  await call('POST', `${one}/complete`, { token: member.token, body: {}, status: 200 });
  await call('POST', `${one}/reopen`, { token: member.token, body: { reason: 'too little' }, status: 200 });
  await call('POST', '/tasks/bulk', as({ ids: [task['id'], other['id']], change: { priority: 'low' } }, 200));
  const third = await create('Forget this');
  await call('POST', `/tasks/${String(third['id'])}/complete`, as({}, 200));
  await call('DELETE', `/tasks/${String(third['id'])}`, as());
  await call('POST', `/tasks/${String(third['id'])}/restore`, as({}, 200));

  for (const path of [
    `${inTeam}/tasks`,
    `/tasks?organizationId=${String(organization['id'])}&assigneeId=me&sort=dueDate`,
    one,
    `${one}/log`,
    `${one}/comments`,
    `${inTeam}/statistics`,
    `/projects/${String(project['id'])}/progress`,
    `/tasks?organizationId=${String(organization['id'])}&q=saffron`,
    '/notifications/preferences',
    '/auth/me',
  ])
    await call('GET', path, { token: member.token });
  // The assignment is a job, which any of the instances runs.
  const isNotified = async () => {
    const { items } = await call('GET', '/notifications', { token: member.token });
    return Array.isArray(items) && items.some((item: Reply) => item['type'] === 'task-assigned');
  };
  await until(isNotified, 20_000).catch(() => failures.push('the assignee was not notified'));
  await call('POST', '/auth/logout', { token: member.token, body: {}, status: 204 });
  return { requests, failures };
}
