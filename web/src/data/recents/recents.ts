export interface Recent {
  readonly kind: 'task' | 'project' | 'team';
  readonly id: string;
}

const maxRecents = 20;
const key = (userId: string) => `taskuno.recents.${userId}`;

/** What a person opened last in this browser, the newest first: ids only. */
export function recentsOf(userId: string): readonly Recent[] {
  const entries = localStorage.getItem(key(userId))?.split(' ') ?? [];
  return entries.flatMap((entry) => {
    const [kind, id] = entry.split(':');
    return (kind === 'task' || kind === 'project' || kind === 'team') && id ? [{ kind, id }] : [];
  });
}

/** Puts it at the beginning. */
export function noteRecent(userId: string, recent: Recent): void {
  const others = recentsOf(userId).filter(({ id }) => id !== recent.id);
  const all = [recent, ...others].slice(0, maxRecents);
  localStorage.setItem(key(userId), all.map(({ kind, id }) => `${kind}:${id}`).join(' '));
}
