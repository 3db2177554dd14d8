import { breaksConstraint } from '#platform/database/database.ts';
import { type DomainError, conflict } from '#platform/errors.ts';

/** What a request says about the id of a new thing. */
export const chosenIdMeaning =
  'An id that the client chose (a UUID), to refer to it before it was sent. Default: a new one.';

/**
 * Writes something whose id the client may have chosen.
 * @param table Its table, whose ids are unique.
 * @throws DomainError 409 `id-taken` if something has this id.
 */
export async function withChosenId<Result>(table: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const isTaken = [`${table}_id`, `${table}_organization_id_id_pk`].some((name) => breaksConstraint(error, name));
    throw isTaken ? idTaken() : error;
  }
}

/** Something has the id that the client chose; a client that sends it a second time has what it wanted. */
export function idTaken(): DomainError {
  return conflict('id-taken', 'Something with this id exists already. Use a new one.');
}
