/** The SQLSTATE of an error, or postgres.js's own code where the connection failed. */
export function postgresCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EPIPE',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  // idle_in_transaction_session_timeout ended the transaction while a query was running.
  '25P03',
  // Connection exceptions: a distributed database reports a node that is away to its other nodes.
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
]);

/** How a distributed database reports a node that it lost during a transaction, with the code of an internal error. */
const lostNode = /failure on connection marked as essential/;

/** Whether the database is temporarily unreachable, so that the caller can retry. */
export function isDatabaseAway(error: unknown): boolean {
  const code = postgresCode(error);
  if (code === undefined) return false;
  return awayCodes.has(code) || (code === 'XX000' && lostNode.test((error as Error).message));
}

/**
 * Whether the error is a violation of this constraint. A distributed database names the constraint of a shard, with the
 * shard's number behind it, and may name it in the message only.
 */
export function breaksConstraint(error: unknown, constraint: string): boolean {
  if (!postgresCode(error)?.startsWith('23')) return false;
  const { constraint_name: name, message } = error as { constraint_name?: string; message: string };
  const [, quoted] = name === undefined ? ([...message.matchAll(/"([^"]+)"/g)].at(-1) ?? []) : [null, name];
  return quoted?.replace(/_\d{6,}$/, '') === constraint;
}

/**
 * Whether the statement failed by a deadlock or a serialization failure. Nothing was changed, and a retry can succeed.
 */
export function isCollision(error: unknown): boolean {
  return ['40001', '40P01'].includes(postgresCode(error) ?? '');
}

/** Whether the disk or the quota is full: reads work, writes fail. */
export function isDiskFull(error: unknown): boolean {
  const code = postgresCode(error) ?? '';
  return code === '53100' || (faultClasses.test(code) && noSpace.test(error instanceof Error ? error.message : ''));
}

/**
 * PostgreSQL maps only ENOSPC to SQLSTATE 53100, and not everywhere. Other cases arrive as system errors (58) or
 * internal errors (XX).
 */
const faultClasses = /^(?:58|XX)/;
/** The messages of the C library for ENOSPC and EDQUOT. */
const noSpace = /no space left on device|disk quota exceeded/i;
