import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '../session/use-me.ts';
import { noteRecent } from './recents.ts';

/** Notes the task, project or team of each page that is opened, for the palette. */
export function useNoteRecents(): void {
  const { id: userId } = useMe();
  const { taskId, projectId, teamId } = useParams({ strict: false });
  useEffect(() => {
    if (teamId !== undefined) noteRecent(userId, { kind: 'team', id: teamId });
  }, [userId, teamId]);
  useEffect(() => {
    if (projectId !== undefined) noteRecent(userId, { kind: 'project', id: projectId });
  }, [userId, projectId]);
  useEffect(() => {
    if (taskId !== undefined) noteRecent(userId, { kind: 'task', id: taskId });
  }, [userId, taskId]);
}
