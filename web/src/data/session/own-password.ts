import { isProblem, Problem } from '../../lib/problem.ts';

/** Refusals that read differently where they are about oneself. */
const aboutMe: Readonly<Record<string, string>> = {
  'invalid-credentials': 'wrong-password',
  'user-has-active-tasks': 'own-active-tasks',
  'last-owner': 'own-last-owner',
};

/** As the body of a call: who has no password was not asked for it. */
export function ownPassword(password: string | undefined): { password?: string } {
  return password === undefined ? {} : { password };
}

/** For calls that ask for one's own password again: a wrong one is told as that, and not as a wrong sign-in. */
export async function withOwnPassword<Reply>(call: Promise<Reply>): Promise<Reply> {
  try {
    return await call;
  } catch (error) {
    const code = isProblem(error) ? aboutMe[error.code] : undefined;
    if (!isProblem(error) || code === undefined) throw error;
    throw new Problem({ ...error, detail: error.message, code });
  }
}
