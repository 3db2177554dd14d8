import { randomUUID } from 'node:crypto';

/** A placeholder for an id in a generated request; the id is chosen from existing ones when the request is sent. */
export class OpenId {
  /** The kind of the subject, as an API key: `teamId`. */
  readonly kind: string;
  readonly pick: number;

  constructor(kind: string, pick: number) {
    this.kind = kind;
    this.pick = pick;
  }
}

const maxPerKind = 60;
const newest = 4;

/** Ids that replies have shown so far, by kind. */
export class KnownIds {
  readonly #byKind = new Map<string, string[]>();
  readonly #excluded = new Set<string>();

  /** An id that no request may use: the account that sets up the run. */
  exclude(id: string): void {
    this.#excluded.add(id);
  }

  /** Collects every id of a reply: for `GET /teams/{id}` as `teamId`, and each key that ends with `Id` by its name. */
  learn(path: string, reply: unknown): void {
    this.#collect(kindOfPath(path), reply);
  }

  /** A known id of this kind, mostly one of the newest; a random one if none is known. */
  resolve({ kind, pick }: OpenId): string {
    const all = this.#byKind.get(kind) ?? [];
    const ids = pick % 4 === 0 ? all : all.slice(-newest);
    return ids[Math.floor(pick / 4) % Math.max(1, ids.length)] ?? randomUUID();
  }

  #collect(kind: string, value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.#collect(kind, item);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'id') this.#add(kind, inner);
      else if (key.endsWith('Id')) this.#add(key, inner);
      else if (key.endsWith('Ids') && Array.isArray(inner)) for (const id of inner) this.#add(key.slice(0, -1), id);
      else this.#collect(key === 'items' ? kind : kindOfKey(key), inner);
    }
  }

  #add(kind: string, id: unknown): void {
    if (typeof id !== 'string' || this.#excluded.has(id)) return;
    const ids = this.#byKind.get(kind) ?? [];
    if (ids.includes(id)) return;
    ids.push(id);
    // New ids replace old ones, which are deleted sooner or later.
    if (ids.length > maxPerKind) ids.shift();
    this.#byKind.set(kind, ids);
  }
}

const people = new Set(['assignee', 'author', 'actor', 'user', 'lead', 'createdBy', 'members', 'people']);
const peopleIds = new Set([
  'assigneeId',
  'collaboratorId',
  'leadId',
  'managerId',
  'reassignTo',
  'createdBy',
  'ownerId',
]);
const taskIds = new Set(['otherId', 'parentId', 'before', 'after', 'id', 'blockedId']);

/** The kind of the ids for a key or path parameter. */
export function kindOf(name: string): string {
  if (peopleIds.has(name)) return 'userId';
  if (taskIds.has(name)) return 'taskId';
  return name.endsWith('Ids') ? kindOf(name.slice(0, -1)) : name;
}

/** `/teams/{id}/tasks` → `taskId`: its last noun names what it returns. */
function kindOfPath(path: string): string {
  const nouns = path.split('/').filter((part) => part !== '' && !part.startsWith('{'));
  const noun = nouns.at(-1) ?? '';
  return `${singular(noun === 'checklist' ? 'checklist-items' : noun)}Id`;
}

/** The kind of the parameter after this noun: `/teams/{id}` → `teamId`. */
export function kindOfParameter(noun: string, name: string): string {
  return name === 'id' ? `${singular(noun)}Id` : kindOf(name);
}

function kindOfKey(key: string): string {
  return people.has(key) ? 'userId' : `${singular(key)}Id`;
}

function singular(noun: string): string {
  const camel = noun.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return camel
    .replace(/statuses$/, 'status')
    .replace(/ies$/, 'y')
    .replace(/(?<!statu)s$/, '');
}
