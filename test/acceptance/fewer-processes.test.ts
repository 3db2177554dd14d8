import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStream } from '../harness/listen.ts';
import type { LayoutName } from './topology.ts';
import { ask, slow, type Setup, warmCaches, startWithPeople, without } from './outage.ts';

// What works while one of two equal processes is dead, and with `tasks` apart from the rest. Runs by
// `npm run test:acceptance`.

let setup: Setup;
const installed = (layout: LayoutName) => {
  beforeAll(async () => {
    setup = await startWithPeople(layout);
  }, slow.timeout);
  afterAll(() => setup?.installation.stop(), slow.timeout);
  beforeEach(() => warmCaches(setup), slow.timeout);
};

describe('two equal processes', slow, () => {
  installed('two equal processes');

  it.each(['first', 'second'])('go on without the %s: nothing is missing', (process) =>
    without(
      setup,
      process,
      async () => {
        const { work, member, taskId, projectId } = setup;
        for (const path of ['/auth/me', '/teams', '/notifications', `/projects/${projectId}`, `/tasks/${taskId}`])
          expect([path, await ask(member, 'GET', path)]).toEqual([path, 200]);
        expect(await ask(member, 'POST', `/teams/${work.teamId}/tasks`, { title: 'New' })).toBe(201);
        expect(await ask(member, 'PATCH', `/tasks/${taskId}`, { priority: 'high' })).toBe(200);
        const stream = await openStream(setup.installation.url, member.token);
        await stream.next('ready');
        stream.close();
      },
      [],
    ),
  );
});

describe('a gateway, tasks, and the rest', slow, () => {
  installed('a gateway, tasks, and the rest');

  it('without tasks, accounts, teams, projects, the inbox and streams work', () =>
    without(setup, 'tasks', async () => {
      const { work, member, taskId, projectId } = setup;
      expect(await ask(member, 'GET', `/tasks/${taskId}`)).toBe('tasks');
      expect(await ask(member, 'POST', `/teams/${work.teamId}/tasks`, { title: 'New' })).toBe('tasks');
      for (const path of ['/auth/me', '/teams', '/notifications', `/projects/${projectId}`])
        expect([path, await ask(member, 'GET', path)]).toEqual([path, 200]);
    }));

  it('without the rest, people who are signed in work on their tasks', () =>
    without(
      setup,
      'rest',
      async () => {
        const { work, member, taskId, projectId } = setup;
        expect(await ask(member, 'GET', `/tasks?teamId=${work.teamId}`)).toBe(200);
        expect(await ask(member, 'PATCH', `/tasks/${taskId}`, { priority: 'low' })).toBe(200);
        expect(await ask(member, 'POST', `/teams/${work.teamId}/tasks`, { title: 'New' })).toBe(201);
        expect(await ask(member, 'GET', '/auth/me')).toBe('auth');
        expect(await ask(member, 'GET', '/teams')).toBe('teams');
        expect(await ask(member, 'GET', `/projects/${projectId}`)).toBe('projects');
        expect(await ask(member, 'GET', '/notifications')).toBe('notifications');
      },
      ['auth', 'teams', 'projects', 'notifications'],
    ));
});
