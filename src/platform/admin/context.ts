import type { Context } from '../context.ts';
import type { Finding } from '../doctor/finding.ts';
import type { SetAside } from '../events/set-aside.ts';
import type { Flags } from '../flags/flags.ts';
import type { Queue } from '../jobs/queue.ts';
import type { GlanceValues } from '../observability/glance.ts';

/** What the routes of instance admins work with. */
export interface AdminContext extends Context {
  readonly queue: Queue;
  readonly setAside: SetAside;
  readonly flags: Flags;
  /** The load of this process. */
  readonly load: () => GlanceValues & { readonly openStreams: number };
  /** Checks everything that the installation depends on. */
  readonly examine: () => Promise<Finding[]>;
}
