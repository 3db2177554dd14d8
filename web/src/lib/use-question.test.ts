import { expect, it } from 'vitest';
import { createQuestions } from './use-question.ts';

it('a question that is asked while another is open waits for its turn, and both are answered', async () => {
  const { open, ask } = createQuestions<string, string>();
  expect(open.get()).toBeNull();
  const title = ask('title');
  const description = ask('description');
  const first = open.get();
  expect(first?.question).toBe('title');
  first?.answer('mine');
  expect(await title).toBe('mine');
  const second = open.get();
  expect(second?.question).toBe('description');
  expect(second?.key).not.toBe(first?.key);
  second?.answer('theirs');
  expect(await description).toBe('theirs');
  expect(open.get()).toBeNull();
});

it('the same question asked again has an answer of its own', async () => {
  const { open, ask } = createQuestions<string, number>();
  const answers = [ask('again'), ask('again')];
  open.get()?.answer(1);
  open.get()?.answer(2);
  expect(await Promise.all(answers)).toEqual([1, 2]);
});
