import type { QueryClient } from '@tanstack/react-query';
import { readFailedAgain } from '../../api/query-client.ts';
import type { Change } from '../../api/stream.ts';
import { onChange as onAttachments } from '../../data/attachments/keys.ts';
import { onChange as onBacklinks } from '../../data/backlinks/keys.ts';
import {
  onChange as onBoards,
  readFailedBoards,
  recountBoards,
  reloadBoards,
  showsTeam,
} from '../../data/boards/views.ts';
import { listsTasksOf as listCalendar } from '../../data/calendar/keys.ts';
import { onChange as onChecklists } from '../../data/checklists/keys.ts';
import { onChange as onComments } from '../../data/comments/keys.ts';
import { onChange as onDependencies } from '../../data/dependencies/keys.ts';
import { onChange as onExports } from '../../data/exports/keys.ts';
import { onChange as onFields } from '../../data/fields/keys.ts';
import { onChange as onImports } from '../../data/imports/keys.ts';
import { onChange as onInvites } from '../../data/invites/keys.ts';
import { onChange as onJoinRequests } from '../../data/join-requests/keys.ts';
import { onChange as onLabels } from '../../data/labels/keys.ts';
import { listsTasksOf as listLists, onChange as onLists } from '../../data/lists/keys.ts';
import type { ListsTasksOf, Live, OnChange } from '../../data/live/live.ts';
import { tryAgain } from '../../data/live/next-try.ts';
import { isSynced } from '../../data/live/synced.ts';
import { onChange as onLog } from '../../data/log/keys.ts';
import { onChange as onMembers } from '../../data/members/keys.ts';
import { listsTasksOf as listMyWork } from '../../data/my-work/keys.ts';
import { onChange as onNotifications } from '../../data/notifications/keys.ts';
import { onChange as onOrgChart } from '../../data/org-chart/keys.ts';
import { sendWaiting } from '../../data/outbox/sender.ts';
import { onChange as onPermissions } from '../../data/permissions/keys.ts';
import { putPresence } from '../../data/presence/viewers.ts';
import { listsTasksOf as listProjects, onChange as onProjects } from '../../data/projects/keys.ts';
import { onChange as onPublicOrganizations } from '../../data/public-organizations/keys.ts';
import { onChange as onReminders } from '../../data/reminders/keys.ts';
import { onChange as onSecurity } from '../../data/security/keys.ts';
import { onChange as onSession } from '../../data/session/keys.ts';
import { listsTasksOf as listStatistics } from '../../data/statistics/keys.ts';
import { listsTasksOf as listSubtasks } from '../../data/subtasks/keys.ts';
import { listsTasksOf as listTasks, onChange as onTasks } from '../../data/tasks/keys.ts';
import { onChange as onTeams } from '../../data/teams/keys.ts';
import { onChange as onTemplates } from '../../data/templates/keys.ts';
import { listsTasksOf as listTimeline, onChange as onTimeline } from '../../data/timeline/keys.ts';
import { listsTasksOf as listTrash } from '../../data/trash/keys.ts';
import { onChange as onViews } from '../../data/views/keys.ts';
import { onChange as onWorkflow } from '../../data/workflow/keys.ts';
import { batchByName } from '../../lib/batch-by-name.ts';
import { growingPause } from '../../lib/growing-pause.ts';
import { createKeyReads, createReadsWithin } from './key-reads.ts';
import { createListReads } from './list-reads.ts';
import { createTaskReads, isLookedAt } from './task-reads.ts';

const boardPauseMs = 700;
const longestBoardPauseMs = 4_000;
const boardPause = () => growingPause(boardPauseMs, longestBoardPauseMs);

/** Tasks are last: what the others do with a change depends on what was known of the task before. */
const reactions: readonly OnChange[] = [
  onSession,
  onSecurity,
  onNotifications,
  onPublicOrganizations,
  onJoinRequests,
  onInvites,
  onPermissions,
  onMembers,
  onOrgChart,
  onTeams,
  onLabels,
  onWorkflow,
  onFields,
  onViews,
  onTemplates,
  onImports,
  onExports,
  onProjects,
  onReminders,
  onTimeline,
  onLists,
  onBoards,
  onLog,
  onComments,
  onChecklists,
  onAttachments,
  onDependencies,
  onBacklinks,
  onTasks,
];

const taskLists: readonly ListsTasksOf[] = [
  listProjects,
  listTimeline,
  listCalendar,
  listStatistics,
  listMyWork,
  listTrash,
  listLists,
  listSubtasks,
  listTasks,
];

/** Applies changes from elsewhere: each noun says what to read again; this collects and executes it. */
export function createLiveUpdates(queryClient: QueryClient) {
  const readAgain = createKeyReads(queryClient);
  const readListsOf = createListReads(queryClient, (key, places) =>
    taskLists.some((listsTasksOf) => listsTasksOf(key, places)),
  );
  const reload = batchByName<true>(boardPause(), (teamIds) => Promise.all([...teamIds.keys()].map(reloadBoards)));
  const recount = batchByName<true>(boardPause(), (teamIds) => Promise.all([...teamIds.keys()].map(recountBoards)));
  const live: Live = {
    queryClient,
    readAgain,
    readAgainWithin: createReadsWithin(queryClient, readAgain),
    readListsOf,
    readTask: createTaskReads(queryClient, readListsOf),
    isShown: (taskId, teamId) => isLookedAt(queryClient, taskId) || (teamId !== undefined && showsTeam(teamId)),
    reloadBoards: (teamId) => reload(teamId, true),
    recountBoards: (teamId) => recount(teamId, true),
  };
  return {
    onChange(change: Change): void {
      for (const onChange of reactions) onChange(change, live);
    },
    onPresence: putPresence,
    onOpen(): void {
      readFailedAgain();
      void readFailedBoards();
      tryAgain();
      sendWaiting();
    },
    /** Events may have been missed: reads everything visible again. */
    onReset(): void {
      isSynced.set(true);
      sendWaiting();
      void queryClient.invalidateQueries();
      void reloadBoards();
    },
  };
}
