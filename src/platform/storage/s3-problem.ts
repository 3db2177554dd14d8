import { DomainError } from '../errors.ts';
import { exitCodes, StartError } from '../startup/start-error.ts';
import type { S3Config } from '../startup/storage-config.ts';
import { S3Refusal } from './s3-request.ts';

/** The variables that configure a bucket, to be named where one of them is wrong. */
export interface BucketVariables {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What to do about the codes that S3 and compatible services document. */
const remedies: Readonly<Record<string, (variables: BucketVariables) => string>> = {
  NoSuchBucket: () => 'Create the bucket first.',
  InvalidAccessKeyId: ({ accessKeyId }) => `Check ${accessKeyId}.`,
  SignatureDoesNotMatch: ({ secretAccessKey }) => `Check ${secretAccessKey} and the region.`,
  AuthorizationHeaderMalformed: ({ url }) => `The bucket is in another region. Set region= in ${url}.`,
  PermanentRedirect: ({ url }) => `The bucket is in another region. Set region= in ${url}.`,
  AccessDenied: () => 'The access key needs permission to put, get, delete and list objects.',
  QuotaExceeded: () => 'The bucket is full. Remove old objects, or raise its quota.',
  XMinioAdminBucketQuotaExceeded: () => 'The bucket is full. Remove old objects, or raise its quota.',
  XMinioStorageFull: () => 'The storage is full. Remove old objects, or add disks.',
  InsufficientStorage: () => 'The storage is full. Remove old objects, or add disks.',
};

/** The error for the operator: which bucket can't be used, why, and what to do. */
export function bucketProblem({ endpoint, bucket }: S3Config, error: unknown, variables: BucketVariables): StartError {
  // The cause of a service that is away says more than "unavailable".
  const cause = error instanceof DomainError && error.details.cause !== undefined ? error.details.cause : error;
  const isRefused = cause instanceof S3Refusal;
  const remedy = (isRefused && remedies[cause.code]?.(variables)) || `Check ${variables.url}.`;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StartError(
    exitCodes.configuration,
    `The bucket ${bucket} at ${endpoint} can't be used: ${reason}. ${remedy}`,
    error,
  );
}
