import type { Command } from '../../api/command.ts';

/** The id of what a change creates, if it does. */
export function createdBy({ body }: Command): string | null {
  const { id } = (body ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? id : null;
}

/** Whether a change can't be made without this object. */
export function isAbout({ params, body }: Command, id: string): boolean {
  const { parentId, replyToId } = (body ?? {}) as Readonly<Record<string, unknown>>;
  return [...Object.values(params), parentId, replyToId].includes(id);
}
