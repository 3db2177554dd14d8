import { audience, type Audience } from '../../events/event.ts';
import type { OrganizationId, ProjectId, TeamId, UserId } from '../../ids.ts';

/**
 * What people look at: a task, or the board of a team. The viewers of a task are shown to each other and on the board;
 * the viewers of a board are shown to nobody.
 */
export interface Subject {
  readonly kind: 'task' | 'board';
  readonly id: string;
  readonly organizationId: OrganizationId;
  readonly teamId: TeamId;
  readonly projectId: ProjectId | null;
}

/** `away` only in messages: the person no longer looks at the subject. */
export type ViewerState = 'away' | 'looking' | 'typing';

/** Somebody who looks at a task. */
export interface TaskViewer {
  readonly userId: UserId;
  readonly isTyping: boolean;
}

/** Who may see a subject. */
export function audienceOf({ organizationId, teamId, projectId }: Subject): Audience {
  return audience(organizationId, { teamIds: [teamId], projectIds: projectId === null ? [] : [projectId] });
}

/** Whether a task was moved to another team or project. */
export function isElsewhere(a: Subject, b: Subject): boolean {
  return a.teamId !== b.teamId || a.projectId !== b.projectId || a.organizationId !== b.organizationId;
}
