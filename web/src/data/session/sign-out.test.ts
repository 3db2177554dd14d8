import { answerWith } from '../../../test/stand-in.ts';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { command } from '../../api/command.ts';
import { toasts } from '../../ui/toasts.ts';
import { deliver } from '../outbox/deliver.ts';
import { openOutbox } from '../outbox/open-outbox.ts';
import { waitingChanges } from '../outbox/outbox.ts';
import { signOutQuestions } from '../outbox/sign-out-question.ts';
import { signOut } from './sign-out.ts';

const assign = vi.fn<(address: string) => void>();

beforeAll(async () => {
  vi.stubGlobal('navigator', { onLine: false });
  vi.stubGlobal('location', { assign });
  vi.stubGlobal('localStorage', { removeItem: () => {} });
  await openOutbox({ userId: 'me', isCurrent: () => true, kinds: {}, onRefused: () => {} });
  const change = command('unsent', 'patch', '/tasks/{id}', { id: 'a' }, { title: 'Unsent' });
  await deliver({ command: change, effects: [], label: '' });
});

beforeEach(() => toasts.set([]));

async function agreeToSignOut(): Promise<void> {
  const isOver = signOut();
  await expect.poll(() => signOutQuestions.open.get()?.question).toBe(1);
  signOutQuestions.open.get()?.answer(true);
  await isOver;
}

it('changes are kept if the session can not be ended, which is said', async () => {
  answerWith(() => Promise.reject(new TypeError('Failed to fetch')));
  await agreeToSignOut();
  expect(waitingChanges.get().map(({ command: { id } }) => id)).toEqual(['unsent']);
  expect(toasts.get().map(({ tone }) => tone)).toEqual(['danger']);
  expect(assign).not.toHaveBeenCalled();
});

it('changes are deleted once the session has ended', async () => {
  const calls = answerWith(() => new Response(null, { status: 204 }));
  await agreeToSignOut();
  expect(calls.map(({ what }) => what)).toEqual(['DELETE /auth/session']);
  expect(waitingChanges.get()).toEqual([]);
  expect(assign).toHaveBeenCalledExactlyOnceWith('/sign-in');
});
