import { isOfCounts, teamOfMany } from '../live/changes.ts';
import type { OnChange } from '../live/live.ts';
import type { KnownTask } from '../tasks/store.ts';
import { onFirstRead } from '../tasks/first-read.ts';
import { tasks } from '../tasks/tasks.ts';
import { filterOf, isFiltered, type TaskFilter } from '../tasks/filter.ts';
import { type BoardView, createBoardView, type KeptBoard } from './view.ts';

/** Recently opened boards, the last one last: going back to one shows it as it was. */
const viewByKey = new Map<string, BoardView>();
const maxKept = 16;
/** Boards of an earlier visit, by team. */
const earlierByTeam = new Map<string, KeptBoard>();

export function boardView(teamId: string, search: TaskFilter, me: string): BoardView {
  const filter = filterOf(search);
  const key = JSON.stringify([teamId, filter]);
  const earlier = isFiltered(filter) ? undefined : earlierByTeam.get(teamId);
  const view = viewByKey.get(key) ?? createBoardView(teamId, filter, me, earlier);
  if (earlier) earlierByTeam.delete(teamId);
  viewByKey.delete(key);
  viewByKey.set(key, view);
  const [oldest] = viewByKey.keys();
  if (viewByKey.size > maxKept && oldest !== undefined) viewByKey.delete(oldest);
  return view;
}

/** What the next visit shows of the boards that are open. */
export function keptBoards(): readonly KeptBoard[] {
  return [...viewByKey.values()].flatMap((view) => view.kept() ?? []);
}

/** Boards of an earlier visit are shown until they are read again. */
export function restoreBoards(boards: readonly KeptBoard[]): void {
  for (const board of boards) earlierByTeam.set(board.teamId, board);
}

export function showsTeam(teamId: string): boolean {
  return [...viewByKey.values()].some((view) => view.teamId === teamId);
}

/** Reports a card that was read outside of the board's pages. */
export function tookUnread(task: KnownTask): void {
  for (const view of viewByKey.values()) view.tookUnread([task]);
}

onFirstRead((read, reader) => {
  for (const view of viewByKey.values()) if (view !== reader) view.tookUnread(read);
});

/** Counts the columns of a team's boards again. */
export async function recountBoards(teamId: string): Promise<void> {
  await Promise.all([...viewByKey.values()].filter((view) => view.teamId === teamId).map((view) => view.recount()));
}

/** Reads the boards of a team again, or all of them. */
export async function reloadBoards(teamId?: string): Promise<void> {
  const views = [...viewByKey.values()].filter((view) => teamId === undefined || view.teamId === teamId);
  await Promise.all(views.map((view) => view.reload()));
}

/** Reads again what could not be read of boards. */
export async function readFailedBoards(): Promise<void> {
  await Promise.all([...viewByKey.values()].map((view) => view.readFailed()));
}

export const onChange: OnChange = (change, live) => {
  const { event, kind, id, teamId, previousTeamId } = change;
  const team = teamOfMany(change);
  if (team !== undefined) live.reloadBoards(team);
  if (kind !== 'task' || isOfCounts(change) || event === 'task.created' || tasks.get(id) !== undefined) return;
  // The previous column of an unloaded task is unknown, so the board is counted again.
  for (const one of [teamId, previousTeamId]) if (one !== undefined) live.recountBoards(one);
};
