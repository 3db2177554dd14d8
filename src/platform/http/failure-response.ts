import { isCollision, isDatabaseAway, isDiskFull } from '../database/database-errors.ts';
import { DomainError } from '../errors.ts';
import { isOutOfDescriptors, isOutOfSpace } from '../system-error.ts';
import type { Shared } from './api-options.ts';
import { problem, problemResponse } from './reply.ts';

/** Turns an error into problem details. What the caller cannot mend is logged. */
export function failureResponse(
  shared: Shared,
  error: unknown,
  context: { requestId: string; instance: string },
  headers: Record<string, string>,
): Response {
  if (error instanceof DomainError) {
    const { cause } = error.details;
    if (error.kind === 'unavailable' && cause !== undefined) {
      shared.log.warn({ requestId: context.requestId, err: cause }, error.message);
    }
    return problemResponse(error, context, headers);
  }
  if (isDatabaseAway(error)) {
    headers['retry-after'] = '2';
    const detail = 'The database is temporarily unavailable. Try again in a moment.';
    return problem({ status: 503, code: 'database-away', detail }, context, headers);
  }
  if (isCollision(error)) {
    headers['retry-after'] = '1';
    const detail = 'Someone else changed this at the same moment. Nothing was changed. Try again.';
    return problem({ status: 503, code: 'busy', detail }, context, headers);
  }
  if (isDiskFull(error) || isOutOfSpace(error)) {
    shared.logShortage(error, context.requestId, 'the disk is full');
    const detail = 'The disk is full. Reading works, but nothing can be saved until space is freed.';
    return problem({ status: 507, code: 'disk-full', detail }, context, headers);
  }
  if (isOutOfDescriptors(error)) {
    shared.logShortage(error, context.requestId, 'too many open files; raise the limit (ulimit -n)');
    headers['retry-after'] = '5';
    const detail = 'The server has too many open connections and files. Try again in a moment.';
    return problem({ status: 503, code: 'overloaded', detail }, context, headers);
  }
  shared.log.error({ requestId: context.requestId, err: error }, 'request failed');
  const detail = `Something went wrong on the server. Give your administrator this request ID: ${context.requestId}`;
  return problem({ status: 500, code: 'internal', detail }, context, headers);
}
