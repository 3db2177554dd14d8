import { hash, randomUUIDv7 } from 'node:crypto';
import { z } from 'zod';

/** One schema instance for all ids: a thousand instances would cost start-up time and memory. */
const uuid = z.uuid().toLowerCase();

export const UserId = uuid.brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;
export const OrganizationId = uuid.brand<'OrganizationId'>();
export type OrganizationId = z.infer<typeof OrganizationId>;
export const TeamId = uuid.brand<'TeamId'>();
export type TeamId = z.infer<typeof TeamId>;
export const ProjectId = uuid.brand<'ProjectId'>();
export type ProjectId = z.infer<typeof ProjectId>;

/** The schema of an id that only one module uses: `idOf<'CommentId'>()`. */
export function idOf<Name extends string>() {
  return uuid.brand<Name>();
}

/** A new UUIDv7 (RFC 9562). Ids sort by creation time. */
export function newId<Id extends string>(): Id {
  return randomUUIDv7() as string as Id;
}

/** The creation time of a UUIDv7, in milliseconds since 1970. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id in a path, or null if the text is not a UUID. */
export function parseId<Id extends string>(text: string): Id | null {
  return uuidShape.test(text) ? (text.toLowerCase() as Id) : null;
}

/** The same id for the same parts: a UUIDv8 (RFC 9562) from their SHA-256. */
export function derivedId<Id extends string>(...parts: readonly string[]): Id {
  const digest = hash('sha256', parts.join('\0'), 'buffer');
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-') as Id;
}
