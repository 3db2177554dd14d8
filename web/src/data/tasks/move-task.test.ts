import { answerWith, refusal } from '../../../test/stand-in.ts';
import { aTask } from '../../../test/a-task.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../api/types.ts';
import { toasts } from '../../ui/toasts.ts';
import { moveAlone } from './move-task.ts';
import { tasks } from './tasks.ts';

/** A task on the server that somebody has changed since it was read. */
function serve(id: string, theirs: Partial<Task>) {
  const task = aTask(id, { version: 3, labelIds: ['first'] });
  tasks.put([task]);
  const server = { saved: { ...task, ...theirs, version: 4 } as Task };
  const calls = answerWith(({ what, headers, body }) => {
    if (!what.startsWith('PATCH')) return server.saved;
    if (headers.get('if-match') !== `"${server.saved.version}"`) return refusal(412, 'stale');
    return (server.saved = { ...server.saved, ...(body as Partial<Task>), version: server.saved.version + 1 });
  });
  const { statusId, status: name, category } = task;
  const also = { fields: { labelIds: ['second'] }, derived: {} };
  const destination = { status: { id: statusId, name, category }, position: {}, also };
  return { task, server, calls, destination };
}
beforeEach(() => toasts.set([]));

describe('a move to another lane', () => {
  it('keeps what others have changed in other fields', async () => {
    const { task, server, destination } = serve('a', { title: 'Theirs' });
    await moveAlone(task, destination);
    expect(server.saved).toMatchObject({ title: 'Theirs', labelIds: ['second'] });
  });

  it('is refused if others have changed the field of the lanes', async () => {
    const { task, server, destination } = serve('b', { labelIds: ['first', 'theirs'] });
    await moveAlone(task, destination);
    expect(server.saved.labelIds).toEqual(['first', 'theirs']);
    expect(toasts.get().map(({ tone }) => tone)).toEqual(['danger']);
    expect(tasks.get('b')?.labelIds).toEqual(['first', 'theirs']);
  });
});
