import type { Route } from '../http/route.ts';
import type { AdminContext } from './context.ts';
import { backupRoutes } from './backup-routes.ts';
import { doctorRoutes } from './doctor-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { flagRoutes } from './flag-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { queueRoutes } from './queue-routes.ts';

export const administrationRoutes: Route<AdminContext>[] = [
  ...jobRoutes,
  ...queueRoutes,
  ...eventRoutes,
  ...flagRoutes,
  ...backupRoutes,
  ...doctorRoutes,
  ...metricsRoutes,
];
