import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  createScope,
  isInAudience,
  type Membership,
  type OrganizationDirectory,
  type OrganizationRole,
  type Scope,
  type TeamRole,
} from '../access/scope.ts';
import { anonymous } from '../context.ts';
import { audience, type Audience } from '../events/event.ts';
import { newId, type OrganizationId, type ProjectId, type TeamId, type UserId } from '../ids.ts';
import type { OpenStream } from './open-stream.ts';
import { createOpenStreams } from './open-streams.ts';

const organizationId = newId<OrganizationId>();
const [openTeam, closedTeam, otherTeam] = [newId<TeamId>(), newId<TeamId>(), newId<TeamId>()];
const [project, otherProject] = [newId<ProjectId>(), newId<ProjectId>()];

type Visibilities = Readonly<Record<TeamId, 'team' | 'organization'>>;

const usual: Visibilities = { [openTeam]: 'organization', [closedTeam]: 'team', [otherTeam]: 'team' };

function directoryOf(visibilities: Visibilities): OrganizationDirectory {
  const teams = Object.entries(visibilities).map(([id, visibility]) => {
    const about = { organizationId, name: 'T', key: 'T', editPolicy: 'members', deleteOpenTasks: false } as const;
    return [id as TeamId, { id: id as TeamId, visibility, isArchived: false, ...about }] as const;
  });
  return {
    id: organizationId,
    name: 'Acme',
    membersMakeProjects: true,
    membersMakeLabels: true,
    requireSecondFactor: false,
    weekStart: 1,
    locale: 'en',
    teams: new Map(teams),
  };
}

interface Access {
  readonly role: OrganizationRole;
  readonly teams?: Readonly<Record<TeamId, TeamRole>>;
  readonly projects?: readonly ProjectId[];
}

function scopeOf(userId: UserId, { role, teams = {}, projects = [] }: Access, directory: OrganizationDirectory): Scope {
  const membership: Membership = {
    organizationId,
    role,
    teamRoles: new Map(Object.entries(teams) as [TeamId, TeamRole][]),
  };
  return createScope({
    userId,
    memberships: [membership],
    directories: new Map([[organizationId, directory]]),
    guestProjects: new Map([[organizationId, projects]]),
    secondFactor: false,
  });
}

function streamOf(userId: UserId, scope: Scope): OpenStream {
  const access = { scopeOf: () => scope, isSignedIn: async () => true };
  return {
    socket: new Socket(),
    listener: { userId, actor: anonymous, credentialKey: `session:${userId}`, access },
    isPoll: false,
    from: 0,
    scope,
    changes: 0,
    readChanges: 0,
    group: 0,
    beatsToRecheck: 1,
    takenAtBeat: -1,
    visible: 0,
  };
}

/** Streams of people, by name, in one organization. */
function openFor(people: Readonly<Record<string, Access>>, directory = directoryOf(usual)) {
  const open = createOpenStreams();
  const names = new Map<OpenStream, string>();
  const streams = Object.fromEntries(
    Object.entries(people).map(([name, access]) => {
      const userId = newId<UserId>();
      const stream = streamOf(userId, scopeOf(userId, access, directory));
      names.set(stream, name);
      open.add(stream);
      return [name, stream];
    }),
  );
  const looksAt = (about: Audience) =>
    [...new Set(open.candidates(about))].map((stream) => names.get(stream)).toSorted();
  return { open, streams, looksAt };
}

const people: Readonly<Record<string, Access>> = {
  owner: { role: 'owner' },
  admin: { role: 'admin' },
  inClosed: { role: 'member', teams: { [closedTeam]: 'member' } },
  inOther: { role: 'member', teams: { [otherTeam]: 'admin' } },
  inNone: { role: 'member' },
  guest: { role: 'guest', projects: [project] },
};

describe('open streams', () => {
  it('are looked at only if their listener may read what the event is about', () => {
    const { looksAt, streams } = openFor(people);
    const about = (parts: Parameters<typeof audience>[1]) => looksAt(audience(organizationId, parts));
    expect(about({ teamIds: [closedTeam] })).toEqual(['admin', 'inClosed', 'owner']);
    expect(about({ teamIds: [closedTeam], projectIds: [project] })).toEqual(['admin', 'guest', 'inClosed', 'owner']);
    expect(about({ teamIds: [openTeam] })).toEqual(['admin', 'inClosed', 'inNone', 'inOther', 'owner']);
    expect(about({ everyone: true })).toEqual(['admin', 'inClosed', 'inNone', 'inOther', 'owner']);
    expect(about({ projectIds: [otherProject] })).toEqual([]);
    expect(about({ teamIds: [newId<TeamId>()] })).toEqual(['admin', 'owner']);
    const userIds = [streams['inNone']?.listener.userId ?? newId<UserId>()];
    expect(about({ userIds })).toEqual(['inNone']);
    expect(looksAt(audience(null, { userIds }))).toEqual(['inNone']);
    expect(looksAt(audience(newId<OrganizationId>(), { everyone: true, teamIds: [closedTeam] }))).toEqual([]);
  });

  it('are found by what their listener may read since access changed', () => {
    const { open, streams, looksAt } = openFor(people);
    const change = (name: string, access: Access, directory = directoryOf(usual)) => {
      const stream = streams[name];
      if (stream) open.setScope(stream, scopeOf(stream.listener.userId, access, directory), stream.changes);
    };
    const ofClosed = audience(organizationId, { teamIds: [closedTeam] });
    change('inNone', { role: 'member', teams: { [closedTeam]: 'member' } });
    change('inClosed', { role: 'member' });
    expect(looksAt(ofClosed)).toEqual(['admin', 'inNone', 'owner']);
    change('admin', { role: 'member' });
    change('guest', { role: 'admin' });
    expect(looksAt(ofClosed)).toEqual(['guest', 'inNone', 'owner']);
    expect(looksAt(audience(organizationId, { projectIds: [project] }))).toEqual([]);
    // The team is opened, and so far only two streams have read the new directory.
    const opened = directoryOf({ ...usual, [closedTeam]: 'organization' });
    change('inOther', { role: 'member' }, opened);
    change('admin', { role: 'member' }, opened);
    expect(looksAt(ofClosed)).toEqual(['admin', 'guest', 'inNone', 'inOther', 'owner']);
  });

  it('are all looked at that may see an event, whatever access and audience are', () => {
    const pick = <Item>(items: readonly Item[]) => items.filter(() => Math.random() < 0.4);
    const teams = [openTeam, closedTeam, otherTeam];
    const roles: readonly OrganizationRole[] = ['owner', 'admin', 'member', 'member', 'member', 'guest'];
    const randomAccess = (): Access => ({
      role: roles[Math.floor(Math.random() * roles.length)] ?? 'member',
      teams: Object.fromEntries(pick(teams).map((id) => [id, 'member'])),
      projects: pick([project, otherProject]),
    });
    for (let round = 0; round < 20; round += 1) {
      const { open, streams } = openFor(
        Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`p${index}`, randomAccess()])),
      );
      for (const stream of Object.values(streams)) {
        if (Math.random() < 0.3) {
          open.setScope(stream, scopeOf(stream.listener.userId, randomAccess(), directoryOf(usual)), 0);
        }
      }
      const everyone = Math.random() < 0.1;
      const userIds = pick(Object.values(streams).map(({ listener }) => listener.userId)).slice(0, 2);
      const about = audience(organizationId, {
        everyone,
        teamIds: pick(teams),
        projectIds: pick([project, otherProject]),
        userIds,
      });
      const candidates = new Set(open.candidates(about));
      const readers = Object.values(streams).filter(({ scope }) => isInAudience(scope, about));
      expect(readers.filter((stream) => !candidates.has(stream))).toEqual([]);
      expect([...candidates].filter(({ scope }) => !isInAudience(scope, about))).toEqual([]);
    }
  });

  it('leave nothing behind once they are closed', () => {
    const { open, streams, looksAt } = openFor(people);
    open.markStale([`organization:${organizationId}`]);
    expect(open.stale.size).toBe(6);
    for (const stream of Object.values(streams)) open.remove(stream);
    expect([open.size, open.stale.size]).toEqual([0, 0]);
    expect(looksAt(audience(organizationId, { everyone: true, teamIds: [closedTeam], projectIds: [project] }))).toEqual(
      [],
    );
    expect(open.markStale('all')).toEqual([]);
  });
});
