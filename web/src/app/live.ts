import type { QueryClient } from '@tanstack/react-query';
import { isProblem } from '../lib/problem.ts';
import type { Change } from '../api/stream.ts';
import type { Dependency, Organization, Project, Task } from '../api/types.ts';
import { recountBoards, reloadBoards, showsTeam, tookUnread } from '../data/boards/views.ts';
import { creations } from '../data/tasks/create-task.ts';
import { projectLists } from '../data/tasks/project-lists.ts';
import { loadTask } from '../data/tasks/queries.ts';
import type { KnownTask } from '../data/tasks/store.ts';
import { tasks, keyedQueue } from '../data/tasks/tasks.ts';

const gatherMs = 30;
const maxSingleLoads = 20;
const reloadPauseMs = 700;
/** For what changes a card without a version of its own: its counts. */
const always = Number.POSITIVE_INFINITY;
const changesOfMarks = new Set([
  'checklist.changed',
  'attachment.changed',
  'dependency.changed',
  'task.counts-changed',
]);
const newTasks = new Set(['task.created', 'task.restored']);
/** What tells of many tasks of one place: a team, an organization, a project, or the task whose parts they are. */
const lists = new Set<unknown>(['task-list', 'my-work', 'archive', 'trash', 'statistics', ...projectLists, 'subtasks']);

interface Gathered {
  readonly version: number;
  readonly isNew: boolean;
}

/** Takes in what happened elsewhere: reads again what is shown, if it is newer than what is known. */
export function createLiveUpdates(queryClient: QueryClient) {
  /** Tasks to read, unless this version of them is known by then; new ones no board has counted yet. */
  const gathered = new Map<string, Gathered>();
  const teamsToReload = new Set<string>();
  /** Teams of whose tasks one that was not read here became another. */
  const teamsToCount = new Set<string>();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  /** Places whose lists tell no more how it is. */
  const placesToList = new Set<unknown>();
  let isListing = false;
  let reloading: ReturnType<typeof setTimeout> | undefined;
  const outdated = new Map<string, readonly string[]>();
  /** Organizations where somebody came, went or became another, with the teams where they did. */
  const belongings = new Map<string, Set<string>>();

  /** What many changes at once concern is read once. */
  function invalidate(...queryKey: readonly string[]): void {
    outdated.set(queryKey.join(' '), queryKey);
    if (outdated.size === 1) setTimeout(readOutdated, gatherMs);
  }

  function readOutdated(): void {
    const keys = [...outdated.values()];
    outdated.clear();
    for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
  }

  function onChange(change: Change): void {
    const { event, kind, id, taskId, teamId, organizationId } = change;
    switch (kind) {
      case 'task':
        return onTask(change);
      case 'comment':
        if (taskId !== undefined) {
          invalidate('comments', taskId);
          invalidate('log', taskId);
          gather(taskId, always);
        }
        return;
      case 'label':
        return invalidate('labels', organizationId ?? '');
      case 'import':
        invalidate('import', id);
        if (event === 'import.finished') invalidate('imports', organizationId ?? '');
        if (event !== 'import.progressed' && teamId !== undefined) reloadSoon(teamId, organizationId);
        if (event !== 'import.progressed') invalidate('teams');
        return;
      case 'notification':
        return invalidate('notifications');
      case 'user':
        invalidate('me');
        if (event === 'user.security-changed') invalidate('security');
        return;
      case 'project':
      case 'project-guest':
      case 'milestone':
        return onProject(change);
      case 'invite':
        return invalidate('invites', organizationId ?? '');
      case 'join-request':
        invalidate('join-requests', organizationId ?? '');
        return invalidate('public-organizations');
      default:
        if (event === 'workflow.changed' || event === 'field.changed') return onWorkflow(teamId ?? '');
        if (event === 'view.changed') return invalidate('views', organizationId ?? '');
        if ((event === 'tasks.changed' || event === 'import.chunk') && teamId !== undefined)
          return reloadSoon(teamId, organizationId);
        if (event === 'template.changed') return invalidate('templates');
        onBelonging(organizationId ?? '', teamId);
    }
  }

  function onWorkflow(teamId: string): void {
    for (const name of ['statuses', 'fields', 'workflow']) invalidate(name, teamId);
  }

  function onBelonging(organizationId: string, teamId: string | undefined): void {
    if (belongings.size === 0) setTimeout(() => void readBelonging(), gatherMs);
    const teamIds = belongings.get(organizationId) ?? new Set();
    belongings.set(organizationId, teamIds);
    if (teamId !== undefined) teamIds.add(teamId);
  }

  /** Who belongs where changes what everyone may do and see: an organization that one is in no more is not asked for. */
  async function readBelonging(): Promise<void> {
    const changed = [...belongings];
    belongings.clear();
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ['organizations'] }),
      queryClient.invalidateQueries({ queryKey: ['teams'] }),
    ]);
    const known = queryClient.getQueryData<readonly Organization[]>(['organizations']);
    for (const [organizationId, teamIds] of changed) {
      if (known?.every(({ id }) => id !== organizationId)) continue;
      for (const name of ['permissions', 'members', 'chart', 'invites']) invalidate(name, organizationId);
      for (const teamId of teamIds) invalidate('team-members', teamId);
    }
  }

  function onProject({ kind, id, projectId = id, organizationId }: Change): void {
    invalidate('timeline', projectId);
    if (kind === 'milestone') return invalidate('milestones', projectId);
    invalidate('project', projectId);
    invalidate('projects', organizationId ?? '');
    invalidate('project-updates', projectId);
    if (kind === 'project-guest') invalidate('project-guests', projectId);
    invalidate('permissions', organizationId ?? '');
  }

  function onTask(change: Change): void {
    const { event, id, version, teamId, projectId, organizationId, previousTeamId, previousProjectId } = change;
    const marksOnly = changesOfMarks.has(event);
    if (event === 'checklist.changed') invalidate('checklist', id);
    else if (event === 'attachment.changed') invalidate('attachments', id);
    else if (event === 'dependency.changed') invalidate('dependencies', id);
    invalidate('log', id);
    const known = tasks.get(id);
    // Own changes are known already, but not what they did to lists, plans, counts and the log, where a task was before too.
    const places = [teamId, organizationId, projectId, previousTeamId, previousProjectId, ...placesOf(known)];
    if (!marksOnly) listsSoon(...places);
    else if (event === 'dependency.changed') listsSoon(...(known ? placesOf(known) : placesIn(teamId)));
    if (!known || event === 'task.deleted') readBondsOf(id);
    if (!known && !marksOnly && event !== 'task.created') countSoon(teamId, previousTeamId);
    if (event === 'task.deleted') return tasks.remove(id);
    if (!marksOnly && version <= tasks.versionOf(id)) return;
    if (!known && !isLookedAt(id) && (teamId === undefined || !showsTeam(teamId))) return;
    gather(id, marksOnly ? always : version, newTasks.has(event));
  }

  /** In which column a task was that is not known here can't be told: the board is counted anew. */
  function countSoon(...teamIds: readonly (string | undefined)[]): void {
    if (teamsToCount.size === 0) setTimeout(() => void recount(), reloadPauseMs);
    for (const id of teamIds) if (id !== undefined) teamsToCount.add(id);
  }

  async function recount(): Promise<void> {
    const teamIds = [...teamsToCount];
    teamsToCount.clear();
    await Promise.all(teamIds.map((teamId) => recountBoards(teamId)));
  }

  /** What lists of dependencies show of a task comes from there where it is not known otherwise. */
  function readBondsOf(id: string): void {
    const bonds = queryClient.getQueriesData<readonly Dependency[]>({ queryKey: ['dependencies'] });
    for (const [[name, taskId], known = []] of bonds) {
      if (known.some(({ task }) => task?.id === id)) invalidate(String(name), String(taskId));
    }
  }

  /**
   * Lists that somebody looks at are read again a moment after tasks changed there, all others when they are looked at.
   * What changes while they are read is read after that: a long list would else never be read to its end.
   */
  function listsSoon(...places: readonly unknown[]): void {
    for (const place of places.filter((one) => typeof one === 'string')) placesToList.add(place);
    if (isListing) return;
    isListing = true;
    setTimeout(() => void readLists(), reloadPauseMs);
  }

  async function readLists(): Promise<void> {
    const places = new Set(placesToList);
    placesToList.clear();
    await queryClient.invalidateQueries({
      predicate: ({ queryKey: [name, place] }) =>
        (lists.has(name) && places.has(place)) ||
        // What hangs on a task, at any depth, may be of any team: only its organization is known.
        (name === 'roll-up' && places.has(tasks.get(String(place))?.organizationId)),
    });
    isListing = false;
    if (placesToList.size > 0) listsSoon();
  }

  function isLookedAt(taskId: string): boolean {
    const cache = queryClient.getQueryCache();
    return ['task', 'task-page'].some((name) => cache.find({ queryKey: [name, taskId] })?.isActive());
  }

  /** Many at once are one reading. */
  function gather(taskId: string, version: number, isNew = false): void {
    const before = gathered.get(taskId);
    gathered.set(taskId, {
      version: Math.max(version, before?.version ?? 0),
      isNew: isNew || before?.isNew === true,
    });
    gathering ??= setTimeout(() => void readGathered(), gatherMs);
  }

  async function readGathered(): Promise<void> {
    const wanted = [...gathered];
    gathered.clear();
    gathering = undefined;
    const areMany = wanted.length > maxSingleLoads;
    if (areMany) listsSoon(...wanted.flatMap(([id]) => placesOf(tasks.get(id))));
    const single = areMany ? wanted.filter(([id]) => isLookedAt(id)) : wanted;
    await Promise.all([...single.map(([id, one]) => read(id, one)), areMany && reloadBoards()]);
  }

  /** Own changes on their way bring their answer with them; news of them is waited for, not read again. */
  async function read(id: string, { version, isNew }: Gathered): Promise<void> {
    await Promise.all([keyedQueue.settled(id), keyedQueue.settled(creations)]);
    if (version <= tasks.versionOf(id)) return;
    const wasUnread = !isNew && tasks.get(id) === undefined;
    try {
      const task = await loadTask(id);
      if (wasUnread) tookUnread(task);
      queryClient.setQueryData(['task', id], task);
      queryClient.setQueryData(['task-page', id], (known?: Task) => known && task);
    } catch (error) {
      if (isProblem(error) && (error.status === 404 || error.status === 403)) tasks.remove(id);
    }
  }

  function reloadSoon(teamId: string, organizationId: string | null): void {
    teamsToReload.add(teamId);
    listsSoon(organizationId, ...placesIn(teamId));
    reloading ??= setTimeout(() => {
      reloading = undefined;
      for (const id of teamsToReload) void reloadBoards(id);
      teamsToReload.clear();
    }, reloadPauseMs);
  }

  /** A team with all in it whose lists are known here, for news that do not say which of its tasks they are of. */
  function placesIn(teamId: string | undefined): readonly unknown[] {
    const projects = queryClient.getQueriesData<readonly Project[]>({ queryKey: ['projects'] });
    const parents = queryClient.getQueriesData({ queryKey: ['subtasks'] });
    return [
      teamId,
      ...projects
        .flatMap(([, known = []]) => known.filter(({ teamIds }) => teamIds.includes(teamId ?? '')))
        .map(({ id }) => id),
      ...parents.map(([[, id]]) => id).filter((id) => tasks.get(String(id))?.teamId === teamId),
    ];
  }

  return {
    onChange,
    /** Something may have been missed: whatever is shown is read anew. */
    onReset(): void {
      void queryClient.invalidateQueries();
      void reloadBoards();
    },
  };
}

function placesOf(task: KnownTask | undefined): readonly unknown[] {
  return task ? [task.teamId, task.organizationId, task.projectId, task.parentId] : [];
}
