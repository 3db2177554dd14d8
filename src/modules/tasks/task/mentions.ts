import { userIdOf } from '#platform/context.ts';
import { excerptOf } from '#platform/excerpt.ts';
import type { UserId } from '#platform/ids.ts';
import { mentionSign } from '../../../shared/mention-sign.ts';
import { withoutCode } from '../../../shared/task-keys.ts';
import type { TasksContext } from '../context.ts';
import type { CommentId } from '../contract.ts';
import { taskEvent, taskPayload, type TaskEvent } from './task-payload.ts';
import { readersAmong } from './references.ts';
import type { TaskRow } from './columns.ts';

const maxMentions = 50;

/** `@name`, but not inside a word, an email address, code or a link. */
const mention = new RegExp(String.raw`${mentionSign}([\p{L}\p{N}][\p{L}\p{N}._-]{0,99})`, 'gu');
const link = /(?:https?:\/\/|www\.)[^\s<>()]*/gi;

/** Usernames mentioned in a Markdown text, in lower case, without duplicates. */
function mentionedNames(text: string): string[] {
  if (!text.includes('@')) return [];
  const names = [...withoutCode(text).replaceAll(link, ' ').matchAll(mention)].map(([, name = '']) =>
    name.toLowerCase().replace(/[._-]+$/, ''),
  );
  return [...new Set(names)].slice(0, maxMentions);
}

interface MentionsIn {
  readonly before: string;
  readonly after: string;
  readonly commentId?: CommentId | null;
  /** People to whom the same change assigns the task. */
  readonly givenTo?: readonly UserId[];
}

/**
 * Notifies people whom a text mentions and its earlier version did not, if they may see the task. Nobody is notified of
 * mentioning themselves.
 */
export async function mentionEvents(
  ctx: TasksContext,
  task: TaskRow,
  { before, after, commentId = null, givenTo = [] }: MentionsIn,
): Promise<TaskEvent[]> {
  const namesBefore = new Set(mentionedNames(before));
  const names = mentionedNames(after).filter((name) => !namesBefore.has(name));
  if (names.length === 0) return [];
  const userIds = await readersNamed(ctx, task, names);
  if (userIds.length === 0) return [];
  const payload = { ...taskPayload(task), userIds, commentId, excerpt: await excerptOf(after), givenTo: [...givenTo] };
  return [{ ...taskEvent(task), type: 'user.mentioned', payload }];
}

async function readersNamed(ctx: TasksContext, task: TaskRow, usernames: string[]): Promise<UserId[]> {
  const people = await ctx.auth.findPeople(ctx, { emails: [], usernames });
  const readers = await readersAmong(
    ctx,
    task,
    people.map(({ id }) => id),
  );
  return people.map(({ id }) => id).filter((id) => readers.has(id) && id !== userIdOf(ctx.actor));
}

/** The people named by such events. */
export function mentionedIn(events: readonly TaskEvent[]): UserId[] {
  return events.flatMap((event) => (event.type === 'user.mentioned' ? event.payload.userIds : []));
}
