import { answerWith, type Call, refusal } from '../../../test/stand-in.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../api/types.ts';
import { deferred } from '../../lib/deferred.ts';
import { toasts } from '../../ui/toasts.ts';
import { changeTask, type Fields, offerUndoOfAll } from './change-task.ts';
import { keyedQueue, tasks } from './tasks.ts';
import { redoLast, undoLast } from './undo.ts';

const start = { key: 'ENG-1', title: 'Old', priority: 'low', estimate: null, version: 3 };
/** The server answers no call before. */
let mayAnswer: Promise<void> = Promise.resolve();
/** A task of this name, kept as the server keeps it: a change of another version than the newest is refused. */
function serve(id: string) {
  const server = { saved: { ...start, id } as unknown as Task };
  const calls = answerWith(async ({ what, headers, body }: Call) => {
    await mayAnswer;
    if (!what.startsWith('PATCH')) return server.saved;
    if (headers.get('if-match') !== `"${server.saved.version}"`) return refusal(412, 'stale');
    return (server.saved = { ...server.saved, ...(body as Partial<Task>), version: server.saved.version + 1 });
  });
  return { server, calls, base: server.saved };
}
beforeEach(() => toasts.set([]));

describe('changes of a task', () => {
  it('that follow one another, all made of what was seen at first, are sent once each', async () => {
    const { server, calls, base } = serve('a');
    const all: Fields[] = [{ title: 'New' }, { priority: 'high' }, { estimate: 5 }];
    await Promise.all(all.map((fields) => changeTask(base, fields)));
    expect(server.saved).toMatchObject({ title: 'New', priority: 'high', estimate: 5, version: 6 });
    expect(calls.map(({ what, headers }) => [what, headers.get('if-match')])).toEqual([
      ['PATCH /tasks/a', '"3"'],
      ['PATCH /tasks/a', '"4"'],
      ['PATCH /tasks/a', '"5"'],
    ]);
  });

  it('of the same field follow one another, too: the last one stays', async () => {
    const { server, base } = serve('b');
    await Promise.all([changeTask(base, { title: 'One' }), changeTask(base, { title: 'Two' })]);
    expect(server.saved.title).toBe('Two');
  });

  it('are undone one by one by keys that are pressed before the server has answered the last', async () => {
    const { server, base } = serve('undone-both');
    await changeTask(base, { priority: 'high' });
    const change = changeTask(base, { title: 'New' });
    undoLast();
    undoLast();
    expect(await change).toMatchObject({ saved: true });
    await expect.poll(() => server.saved).toMatchObject({ title: 'Old', priority: 'low', version: 7 });
  });

  it('are undone also by a key that is pressed before the server has answered', async () => {
    const { server, base } = serve('undone');
    const change = changeTask(base, { title: 'New' });
    undoLast();
    expect(await change).toMatchObject({ saved: true });
    await expect.poll(() => server.saved.title).toBe('Old');
    redoLast();
    await expect.poll(() => server.saved.title).toBe('New');
  });

  it('are undone one after the other by keys that are pressed at once', async () => {
    const { server, base } = serve('twice');
    await changeTask(base, { title: 'New' });
    await changeTask(server.saved, { priority: 'high' });
    undoLast();
    undoLast();
    await expect.poll(() => [server.saved.title, server.saved.priority]).toEqual(['Old', 'low']);
  });

  it('are undone by a key for each, whenever it is pressed', async () => {
    const { server, base } = serve('each');
    const { promise: answered, resolve: answer } = deferred<void>();
    await changeTask(base, { title: 'New' });
    await changeTask(server.saved, { priority: 'high' });
    await changeTask(server.saved, { estimate: 5 });
    undoLast();
    await keyedQueue.whenIdle();
    // The first undo has just ended when the second begins, and the third key is pressed while that is being sent.
    mayAnswer = answered;
    undoLast();
    await new Promise((resolve) => setTimeout(resolve, 20));
    undoLast();
    answer();
    await expect.poll(() => server.saved).toMatchObject({ title: 'Old', priority: 'low', estimate: null });
  });

  it('leave nothing to be made again once they are being sent', async () => {
    const { server, base } = serve('redo');
    await changeTask(base, { title: 'New' });
    undoLast();
    await expect.poll(() => server.saved.title).toBe('Old');
    await keyedQueue.whenIdle();
    await new Promise((resolve) => setTimeout(resolve));
    const change = changeTask(server.saved, { priority: 'high' });
    redoLast();
    await change;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.saved).toMatchObject({ title: 'Old', priority: 'high' });
  });

  it('leave the one before as it is if the key is for one that is refused', async () => {
    const { server, base } = serve('refused');
    await changeTask(base, { title: 'New' });
    const calls = answerWith(() => refusal(403, 'not-involved'));
    const change = changeTask(server.saved, { title: 'Refused' });
    undoLast();
    await change;
    // The key is heard in a later turn.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls.map(({ body }) => body)).toEqual([{ title: 'Refused' }]);
  });

  it('are a conflict where somebody else changed the same field between two of ours', async () => {
    const { server, base } = serve('c');
    expect((await changeTask(base, { title: 'Mine' })).saved).toBe(true);
    server.saved = { ...server.saved, title: 'Theirs', version: server.saved.version + 1 };
    expect(await changeTask(base, { title: 'Mine again' })).toMatchObject({
      saved: false,
      conflict: { theirs: 'Theirs' },
    });
    expect(server.saved.title).toBe('Theirs');
  });

  const customFields = { points: 1 };
  it.each<[string, Fields, Fields, Fields]>([
    ['d', { title: 'One' }, { title: 'Two' }, { priority: 'high' }],
    ['e', { customFields: { ...customFields, stage: 'a' } }, { customFields: { stage: 'b' } }, { title: 'Theirs' }],
  ])(
    'are no conflict with our own before it where others changed something else (%s)',
    async (id, one, two, theirs) => {
      const { server, base } = serve(id);
      expect((await changeTask(base, one)).saved).toBe(true);
      server.saved = { ...server.saved, ...theirs, version: server.saved.version + 1 } as Task;
      expect(await changeTask(base, two)).toMatchObject({ saved: true });
      expect(server.saved).toMatchObject({ ...two, ...theirs });
    },
  );

  it('are a conflict where somebody else went back to what we had written before the reading', async () => {
    const { server, base } = serve('f');
    await changeTask(base, { title: 'Mine' });
    const reading = { ...server.saved, title: 'Theirs', version: server.saved.version + 1 };
    server.saved = { ...reading, title: 'Mine', version: reading.version + 1 };
    expect(await changeTask(reading, { title: 'Mine again' })).toMatchObject({ saved: false });
  });
});

describe('the undo of several quiet changes', () => {
  const whole = { watcherIds: [], customFields: {}, version: 5 };

  it('goes back to the text from before all of them', async () => {
    const { server, base } = serve('g');
    server.saved = { ...base, ...whole, description: 'Mine' };
    tasks.put([server.saved]);
    offerUndoOfAll({ ...base, description: 'Old' }, { description: 'Mine' }, 5);
    undoLast();
    await expect.poll(() => server.saved.description).toBe('Old');
  });

  it('is not offered where somebody else has changed the text since', () => {
    const { base } = serve('h');
    tasks.put([{ ...base, ...whole, description: 'Theirs', version: 6 }]);
    offerUndoOfAll({ ...base, description: 'Old' }, { description: 'Mine' }, 5);
    expect(toasts.get()).toEqual([]);
  });
});
