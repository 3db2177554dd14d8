import type { DescriptorBudget } from '#platform/descriptors.ts';
import type { FailureScopes } from '#platform/failure-scopes.ts';
import type { Api } from '#platform/http/http-context.ts';
import type { Interceptor } from '#platform/http/interceptor.ts';
import type { InternalTls } from '#platform/internal/tls.ts';
import type { Readiness } from '#platform/observability/health.ts';
import type { Logger } from '#platform/observability/logger.ts';

/** What a serving process runs: the app, or a gateway. */
export interface Serving {
  readonly http: Api;
  readonly log: Logger;
  readonly readiness: Readiness;
  readonly failures: FailureScopes;
  readonly descriptors: DescriptorBudget;
  /** They see each request before `http`. */
  readonly interceptors: readonly Interceptor[];
  /** Set if the process serves HTTPS, to other processes of the installation. */
  readonly tls: InternalTls['server'] | null;
  /** The setup link for the first account; null if an account exists, or no link is required. */
  setupUrl: string | null;
  start(): Promise<void>;
  /** Ends the open event streams with a short reconnection time. */
  endStreams(): void;
  stop(): Promise<void>;
  /** For a process that must end immediately: signals an embedded database server to stop, without waiting. */
  abandon(): void;
}
