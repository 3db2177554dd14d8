import { useInfiniteQuery } from '@tanstack/react-query';
import { logQuery } from '../../../data/log/queries.ts';
import { useMe } from '../../../data/session/use-me.ts';

/** The name of the person who last changed a field of a task, if it is somebody else and the log says so. */
export function useLastEditor(taskId: string, field: string): string | undefined {
  const me = useMe();
  const { data } = useInfiniteQuery({ ...logQuery(taskId), staleTime: 0 });
  const [newest] = data?.pages ?? [];
  const actor = newest?.items.find((entry) => entry.field === field)?.actor;
  return actor === undefined || actor.id === me.id ? undefined : (actor.name ?? undefined);
}
