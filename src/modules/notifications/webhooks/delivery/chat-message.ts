import { z } from 'zod';
import { text } from '../../texts.ts';
import type { ChatMessage } from '../presets/preset.ts';

const named = z.object({ name: z.string() });
const person = named.nullish().catch(null);
/** The parts of an event’s data that a message shows. All are optional: each event has some of them. */
const Data = z.object({
  actor: person,
  task: z.object({ key: z.string().optional(), title: z.string().optional(), url: z.string() }).optional(),
  project: z.object({ name: z.string().optional(), url: z.string() }).optional(),
  team: z.object({ name: z.string().optional(), url: z.string() }).optional(),
  milestone: z.object({ name: z.string().optional(), date: z.string().optional() }).optional(),
  comment: z.object({ excerpt: z.string().optional() }).optional(),
  update: z.object({ excerpt: z.string() }).optional(),
  member: person,
  collaborator: person,
  previousAssignee: person,
  count: z.number().optional(),
});
const TaskAssignee = z.object({ task: z.object({ assignee: person }) });

/** An event as a message in a chat, in a language. */
export function chatMessage(
  { type, data }: { readonly type: string; readonly data: Readonly<Record<string, unknown>> },
  locale: string,
): ChatMessage {
  const { actor, task, project, team, milestone, comment, update, ...parts } = Data.parse(data);
  const somebody = text(locale, 'chat', 'somebody');
  const assignee = TaskAssignee.safeParse(data).data?.task.assignee;
  const values = {
    actor: actor?.name ?? somebody,
    task: task?.key ?? '',
    project: project?.name ?? '',
    team: team?.name ?? '',
    milestone: milestone?.name ?? '',
    date: milestone?.date === undefined ? '' : dayIn(locale, milestone.date),
    member: parts.member?.name ?? somebody,
    collaborator: parts.collaborator?.name ?? somebody,
    assignee: assignee?.name ?? somebody,
    previousAssignee: parts.previousAssignee?.name ?? somebody,
    count: parts.count ?? 0,
  };
  const isMixed = (value: string) => locale === 'fa' || /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(value);
  return {
    headline: text(locale, 'chat', type, values, (value) => (isMixed(value) ? `\u2068${value}\u2069` : value)),
    subject: task?.title ?? null,
    quote: comment?.excerpt ?? update?.excerpt ?? null,
    url: task?.url ?? project?.url ?? team?.url ?? null,
    linkText: text(locale, 'chat', 'open'),
    isRightToLeft: locale === 'fa',
  };
}

function dayIn(locale: string, date: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
}
