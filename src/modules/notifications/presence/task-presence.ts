import { z } from 'zod';
import type { PeopleDirectory } from '#modules/auth';
import { TaskId } from '#modules/tasks';
import { AppPath } from '#platform/http/fields.ts';
import { TeamId, UserId } from '#platform/ids.ts';
import type { Subject, TaskViewer } from '#platform/realtime/presence/subject.ts';

const maxShown = 20;

export const TaskPresence = z
  .strictObject({
    taskId: TaskId,
    teamId: TeamId,
    viewers: z
      .array(
        z.strictObject({
          id: UserId,
          name: z.string(),
          avatarUrl: AppPath.nullable(),
          isTyping: z.boolean().describe('Writes a comment.'),
        }),
      )
      .describe(`At most ${maxShown}, with the caller: those who type before those who only look.`),
    total: z.number().int().describe('How many there are.'),
  })
  .meta({ id: 'TaskPresence' });
export type TaskPresence = z.infer<typeof TaskPresence>;

/** Adds the names to the viewers of a task. */
export async function showPresence(
  people: PeopleDirectory,
  { id, teamId }: Pick<Subject, 'id' | 'teamId'>,
  viewers: readonly TaskViewer[],
): Promise<TaskPresence> {
  const shown = new Set(viewers.toSorted((a, b) => Number(b.isTyping) - Number(a.isTyping)).slice(0, maxShown));
  const contacts = await people.byIds([...shown].map(({ userId }) => userId));
  return {
    taskId: TaskId.parse(id),
    teamId,
    viewers: viewers.flatMap((viewer) => {
      const contact = shown.has(viewer) ? contacts.get(viewer.userId) : undefined;
      if (!contact) return [];
      const { name, avatarUrl } = contact;
      return [{ id: contact.id, name, avatarUrl, isTyping: viewer.isTyping }];
    }),
    total: viewers.length,
  };
}
