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
  // A transaction that rested too long, ended while it asked something.
  '25P03',
]);

/** Whether the database can't be reached just now, so that the caller may try again. */
export function isDatabaseAway(error: unknown): boolean {
  const code = postgresCode(error);
  return code !== undefined && awayCodes.has(code);
}

/** Whether two changes waited for each other, or one came between: nothing was changed, and the next try may pass. */
export function isCollision(error: unknown): boolean {
  return ['40001', '40P01'].includes(postgresCode(error) ?? '');
}

/** Whether the disk is full, or the quota's share of it: reads may go on, writes can't. */
export function isDiskFull(error: unknown): boolean {
  const code = postgresCode(error) ?? '';
  return code === '53100' || (faultClasses.test(code) && noSpace.test(error instanceof Error ? error.message : ''));
}

/** PostgreSQL has a code for ENOSPC alone, and not everywhere: the rest comes as a fault of the system or of its own. */
const faultClasses = /^(?:58|XX)/;
/** What the C library says of ENOSPC and of EDQUOT. */
const noSpace = /no space left on device|disk quota exceeded/i;
