import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type ValuesOf, variable } from './variable.ts';

/** Where pictures and attachments are stored. */
export const storageVariables = {
  STORAGE_URL: variable(
    z
      .string()
      .regex(/^(?:file:.|s3:\/\/.)/, 'must be file:/a/folder or s3://bucket')
      .optional(),
    'Storage for pictures and attachments: file:/a/folder, or s3://bucket/prefix?endpoint=https://s3.example.com&region=eu-central-1&style=path. Default: DATA_DIR/attachments.',
  ),
  S3_ACCESS_KEY_ID: variable(z.string().min(1).optional(), 'Access key for S3 storage.'),
  S3_SECRET_ACCESS_KEY: variable(z.string().min(1).optional(), 'Secret access key for S3 storage.'),
};

/** A bucket of S3 or of an S3-compatible service. */
export interface S3Config {
  readonly kind: 's3';
  /** Origin of the service: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly bucket: string;
  /** The prefix of every key; empty, or ends with a slash. */
  readonly prefix: string;
  readonly region: string;
  /** True: the bucket is part of the path. False: it is part of the host name. */
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The folder for uploads until their size is known. */
  readonly draftFolder: string;
}

export type StorageConfig = { readonly kind: 'folder'; readonly folder: string } | S3Config;

export type StorageVariables = ValuesOf<typeof storageVariables>;

const options = new Set(['endpoint', 'region', 'style']);

/**
 * Reads the storage from the environment: `file:/a/folder`, or
 * `s3://bucket/prefix?endpoint=https://s3.example.com&region=eu-central-1&style=path`.
 * @returns The storage, or the mistakes, each with its variable.
 */
export function readStorage(variables: StorageVariables, dataDir: string): StorageConfig | string[] {
  const url = variables.STORAGE_URL;
  if (url === undefined) return { kind: 'folder', folder: join(dataDir, 'attachments') };
  if (!url.startsWith('s3:')) return { kind: 'folder', folder: resolve(url.replace(/^file:(\/\/)?/, '')) };
  return readS3(url, variables, dataDir);
}

function readS3(
  url: string,
  { S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY }: StorageVariables,
  dataDir: string,
): S3Config | string[] {
  const parsed = URL.parse(url);
  const problems: string[] = [];
  const wrong = (problem: string) => problems.push(`STORAGE_URL: ${problem}.`);
  const bucket = parsed?.host ?? '';
  const prefix = (parsed?.pathname ?? '').replace(/^\/|\/$/g, '');
  const query = parsed?.searchParams ?? new URLSearchParams();
  const region = query.get('region') ?? 'us-east-1';
  const endpoint = URL.parse(query.get('endpoint') ?? `https://s3.${region}.amazonaws.com`);
  const style = query.get('style') ?? (query.has('endpoint') ? 'path' : 'host');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) wrong('must name a bucket: s3://bucket');
  if (!/^(?:[\w-]+(?:\/[\w-]+)*)?$/.test(prefix)) wrong('prefix may contain only letters, digits, - and _');
  if (!endpoint || !/^https?:$/.test(endpoint.protocol) || endpoint.pathname !== '/') {
    wrong('endpoint must look like https://s3.example.com');
  }
  if (style !== 'path' && style !== 'host') wrong('style must be path or host');
  for (const name of query.keys()) if (!options.has(name)) wrong(`has the unknown parameter ${name}`);
  const missing = Object.entries({ S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY }).filter(([, value]) => !value);
  for (const [name] of missing) problems.push(`${name}: is missing but required by STORAGE_URL.`);
  if (problems.length > 0 || !endpoint || !S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY) return problems;
  return {
    kind: 's3',
    endpoint: endpoint.origin,
    bucket,
    prefix: prefix && `${prefix}/`,
    region,
    pathStyle: style === 'path',
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
    draftFolder: join(dataDir, 'uploads'),
  };
}
