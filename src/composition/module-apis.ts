import type { AuthApi } from '#modules/auth';
import type { NotificationsApi } from '#modules/notifications';
import type { ProjectsApi } from '#modules/projects';
import type { TasksApi } from '#modules/tasks';
import type { TeamsApi } from '#modules/teams';

/** The modules' APIs for each other. */
export interface ModuleApis {
  readonly auth: AuthApi;
  readonly teams: TeamsApi;
  readonly projects: ProjectsApi;
  readonly tasks: TasksApi;
  readonly notifications: NotificationsApi;
}
