import { isProblem, Problem } from '../../api/problem.ts';

/** For calls that ask for one's own password again: a wrong one is told as that, and not as a wrong sign-in. */
export async function withOwnPassword<Reply>(call: Promise<Reply>): Promise<Reply> {
  try {
    return await call;
  } catch (error) {
    if (!isProblem(error, 'invalid-credentials')) throw error;
    throw new Problem({ ...error, detail: error.message, code: 'wrong-password' });
  }
}
