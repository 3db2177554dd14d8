import { LRUCache } from 'lru-cache';
import type { AuthApi, Contact, PeopleDirectory } from '#modules/auth';
import type { AccessCaches } from '#platform/access/cache.ts';
import { type Call, userIdOf } from '#platform/context.ts';
import { orWithout } from '#platform/degraded.ts';
import type { UserId } from '#platform/ids.ts';

const call: Call = { actor: { kind: 'service', name: 'people' }, requestId: 'people' };
const maxPeople = 50_000;

/** Caches people's names in this process: one call for all missing names, none for cached ones. */
export function composePeople(
  auth: Pick<AuthApi, 'people'>,
  caches: Pick<AccessCaches, 'onForget' | 'isTrusted'>,
): PeopleDirectory {
  const cache = new LRUCache<UserId, Contact>({ max: maxPeople });
  let forgotten = 0;
  caches.onForget((keys) => {
    if (keys === 'all') {
      cache.clear();
      forgotten += 1;
      return;
    }
    for (const key of keys) {
      if (!key.startsWith('person:')) continue;
      cache.delete(key.slice('person:'.length) as UserId);
      forgotten += 1;
    }
  });
  const directory: PeopleDirectory = {
    async byIds(ids) {
      const contacts = new Map<UserId, Contact>();
      const missing = new Set<UserId>();
      const isTrusted = caches.isTrusted();
      for (const id of ids) {
        if (id === null || contacts.has(id)) continue;
        const contact = isTrusted ? cache.get(id) : undefined;
        if (contact) contacts.set(id, contact);
        else missing.add(id);
      }
      if (missing.size === 0) return contacts;
      const before = forgotten;
      const byAuth = () => auth.people(call, { ids: [...missing] });
      // Without auth: names that were known before, and no others.
      const fallback = () => [...missing].flatMap((id) => cache.get(id) ?? []);
      for (const contact of await orWithout(byAuth(), fallback)) {
        contacts.set(contact.id, contact);
        // If the name changed during the call, the result may be outdated: it is used once and not cached.
        if (forgotten === before) cache.set(contact.id, contact);
      }
      return contacts;
    },
    async languageOf(actor) {
      const userId = userIdOf(actor);
      return (userId && (await directory.byIds([userId])).get(userId)?.locale) || 'en';
    },
  };
  return directory;
}
