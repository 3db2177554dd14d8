import { isProblem, Problem } from '../../lib/problem.ts';

/** Refusals that read differently if they are about oneself. */
const aboutMe: Readonly<Record<string, string>> = {
  'invalid-credentials': 'wrong-password',
  'user-has-active-tasks': 'own-active-tasks',
  'last-owner': 'own-last-owner',
};

/** The part of a request body; empty for people without a password. */
export function ownPassword(password: string | undefined): { password?: string } {
  return password === undefined ? {} : { password };
}

/** For requests that ask for one's own password again: a wrong one is reported as that, not as a failed sign-in. */
export async function withOwnPassword<Reply>(call: Promise<Reply>): Promise<Reply> {
  try {
    return await call;
  } catch (error) {
    const code = isProblem(error) ? aboutMe[error.code] : undefined;
    if (!isProblem(error) || code === undefined) throw error;
    throw new Problem({ ...error, detail: error.message, code });
  }
}
