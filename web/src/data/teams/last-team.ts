import { basePath } from '../../lib/base-path.ts';

/** boot.js reads it too. */
const key = `taskuno.team${basePath}`;

interface LastTeam {
  readonly id: string;
  readonly organizationId: string;
}

/** The team whose board was last opened in this browser. */
export function lastTeam(): LastTeam | null {
  const [id, organizationId] = localStorage.getItem(key)?.split(' ') ?? [];
  return id !== undefined && organizationId !== undefined ? { id, organizationId } : null;
}

export function rememberTeam({ id, organizationId }: LastTeam): void {
  localStorage.setItem(key, `${id} ${organizationId}`);
}
