import { describe, expect, it, vi } from 'vitest';
import type { Task } from '../../api/types.ts';
import { aTask as task } from '../../../test/a-task.ts';
import { createTaskStore, type KnownTask, wholeOf } from './store.ts';

const idsIn = (store: ReturnType<typeof createTaskStore>, statusId: string) =>
  store.column('t', statusId).map(({ id }) => id);

describe('what the browser knows of tasks', () => {
  it('shows a change at once, and the truth again when it failed', () => {
    const store = createTaskStore();
    store.put([task('a'), task('b', { rank: 'a1' })]);
    const rollback = store.patch('a', { statusId: 'done', rank: 'a5' });
    expect([idsIn(store, 'todo'), idsIn(store, 'done')]).toEqual([['b'], ['a']]);
    rollback();
    expect([idsIn(store, 'todo'), idsIn(store, 'done')]).toEqual([['a', 'b'], []]);
  });

  it('keeps the server’s answer when the change is lifted after it', () => {
    const store = createTaskStore();
    store.put([task('a')]);
    const rollback = store.patch('a', { statusId: 'done' });
    store.put([task('a', { statusId: 'done', rank: 'a9', version: 2 })]);
    rollback();
    expect(store.get('a')).toMatchObject({ statusId: 'done', rank: 'a9', version: 2 });
  });

  it('lays changes on their way over each other, whichever returns first', () => {
    const store = createTaskStore();
    store.put([task('a')]);
    const liftTitle = store.patch('a', { title: 'new' });
    const liftPriority = store.patch('a', { priority: 'high' });
    liftTitle();
    expect(store.get('a')).toMatchObject({ title: 'a', priority: 'high' });
    liftPriority();
    expect(store.get('a')).toMatchObject({ title: 'a', priority: 'medium' });
  });

  it('removes one of two changes with the same values alone', () => {
    const store = createTaskStore();
    store.put([task('a')]);
    const values = { statusId: 'done' };
    const rollback = store.patch('a', values);
    store.patch('a', values);
    rollback();
    expect(store.get('a')?.statusId).toBe('done');
  });

  it('does not let older news overwrite newer', () => {
    const store = createTaskStore();
    store.put([task('a', { title: 'newer', version: 3 })]);
    store.put([task('a', { title: 'older', version: 2 })]);
    expect(store.get('a')?.title).toBe('newer');
  });

  it('orders a column by rank and forgets what is removed', () => {
    const store = createTaskStore();
    store.put([task('a', { rank: 'a2' }), task('b', { rank: 'a0' }), task('c', { rank: 'a1' })]);
    expect(idsIn(store, 'todo')).toEqual(['b', 'c', 'a']);
    store.remove('c');
    expect(idsIn(store, 'todo')).toEqual(['b', 'a']);
    expect(store.get('c')).toBeUndefined();
  });

  it('does not bring a deleted task back by what was read before, but by its restoration', () => {
    const store = createTaskStore();
    store.put([task('a')]);
    store.remove('a', 2);
    store.put([task('a')]);
    expect(store.get('a')).toBeUndefined();
    store.put([task('a', { version: 3 })]);
    store.remove('a', 2);
    expect(store.get('a')?.version).toBe(3);
  });

  it('brings a deleted task back while its restoration is pending', () => {
    const store = createTaskStore();
    store.remove('a', 2);
    store.bringBack(task('a'));
    expect(store.get('a')?.version).toBe(1);
  });

  it('gives the same column until something in it changes, and tells who listens', () => {
    const store = createTaskStore();
    store.put([task('a'), task('b', { statusId: 'done' })]);
    const todo = store.column('t', 'todo');
    const heard = vi.fn<() => void>();
    const stop = store.subscribe(heard);
    store.patch('b', { title: 'changed' });
    expect(store.column('t', 'todo')).toBe(todo);
    expect(heard).toHaveBeenCalledOnce();
    stop();
    store.patch('a', { title: 'changed' });
    expect(store.column('t', 'todo')).not.toBe(todo);
    expect(heard).toHaveBeenCalledOnce();
  });
});

describe('a task of which lists know more than its page', () => {
  const read = { ...task('a'), description: 'Old', watcherIds: [], customFields: {} } as unknown as Task;

  it('shows the news and is changed as what was read whole', () => {
    expect(wholeOf(task('a', { title: 'New', version: 7 }), read)).toMatchObject({
      title: 'New',
      description: 'Old',
      version: 1,
    });
  });

  it('is itself where it is known whole, and unknown where it was never read', () => {
    const whole: KnownTask = { ...read, version: 7 };
    expect(wholeOf(whole, read)).toBe(whole);
    expect(wholeOf(task('a'), undefined)).toBeUndefined();
  });
});

describe('tasks of an earlier visit', () => {
  it('are replaced by what the server returns, also by an older version', () => {
    const store = createTaskStore();
    store.restore([task('a', { title: 'before the restore of a backup', version: 9 })]);
    store.put([task('a', { title: 'now', version: 3 })]);
    store.put([task('a', { title: 'late news', version: 2 })]);
    expect(store.get('a')).toMatchObject({ title: 'now', version: 3 });
  });

  it('are removed if the server does not return them, unless a change of them is pending', () => {
    const store = createTaskStore();
    store.restore([task('gone'), task('confirmed'), task('changing'), task('elsewhere', { teamId: 'other' })]);
    store.put([task('confirmed')]);
    store.patch('changing', { title: 'mine' });
    store.dropUnconfirmed('t');
    expect(idsIn(store, 'todo')).toEqual(['changing', 'confirmed']);
    expect(store.get('elsewhere')).toBeDefined();
  });

  it('are not reported as news, but every version of the server and every removal is', () => {
    const store = createTaskStore();
    const reported: (string | undefined)[] = [];
    store.onStored((id, stored) => reported.push(stored ? `${id}${stored.version}` : `no ${id}`));
    store.restore([task('a'), task('gone')]);
    store.patch('a', { title: 'mine' });
    store.put([task('a', { version: 2 })]);
    store.dropUnconfirmed('t');
    expect(reported).toEqual(['a2', 'no gone']);
  });
});
