import { join, resolve } from 'node:path';
import { z } from 'zod';
import { isAllowedHost } from '../outbound/address-rules.ts';
import { namesOf } from '../records.ts';
import { type OidcProviderConfig, oidcSecretsInFiles, readOidcProviders, redactOidcProvider } from './oidc-config.ts';
import { isLongEnough, minKeyBytes, readSecretFile, SecretFileError } from './secret-file.ts';
import { exitCodes, StartError } from './start-error.ts';
import { readStorage, type StorageConfig, type StorageVariables } from './storage-config.ts';

/** The modules, lowest first, and what the scopes of personal access tokens call them: `tasks:read`. */
export const moduleScopes = {
  auth: 'profile',
  teams: 'organizations',
  projects: 'projects',
  tasks: 'tasks',
  notifications: 'notifications',
} as const;
export type ModuleName = keyof typeof moduleScopes;
export const moduleNames = namesOf(moduleScopes);

/** A value for each module. */
export function perModule<Value>(valueOf: (name: ModuleName) => Value): Record<ModuleName, Value> {
  return Object.fromEntries(moduleNames.map((name) => [name, valueOf(name)])) as Record<ModuleName, Value>;
}

type DatabaseVariable = `${Uppercase<ModuleName>}_DATABASE_URL`;

/** The variable that gives a module a database or role of its own. */
export function databaseVariable(name: ModuleName): DatabaseVariable {
  return `${name.toUpperCase()}_DATABASE_URL` as DatabaseVariable;
}

const onOff = z.enum(['on', 'off'], 'must be on or off');
const wholeNumber = (min: number, max: number) =>
  z.coerce
    .number(`must be a whole number`)
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must look like postgres://user:password@host:5432/name',
});
const webUrl = z
  .url({ protocol: /^https?$/, error: 'must look like https://tasks.example.com' })
  .transform((url) => url.replace(/\/+$/, ''));
/**
 * Paths that the server uses itself. PUBLIC_URL must not end in one of them, because the app's paths and the proxy's
 * would be ambiguous.
 */
const ownPaths = /^\/(?:api|assets|health|metrics)(?:\/|$)/;
const publicUrl = webUrl.refine((url) => {
  const { pathname, search, hash, username, password } = new URL(url);
  return /^(?:\/[\w.~-]+)*\/?$/.test(pathname) && !ownPaths.test(pathname) && !(search || hash || username || password);
}, 'must be a host with an optional plain path, which must not begin with api, assets, health or metrics');
const key = z.string().refine(isLongEnough, `must be at least ${minKeyBytes} bytes: openssl rand -base64 33`);
const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** An environment variable: its schema and its description, for `.env.example` and for hints. */
const variable = <Schema extends z.ZodType>(schema: Schema, meaning: string) => schema.describe(meaning);

const moduleDatabase = variable(databaseUrl.optional(), 'Separate database or role for this module.');
const moduleDatabases = Object.fromEntries(
  moduleNames.map((name) => [databaseVariable(name), moduleDatabase]),
) as Record<DatabaseVariable, typeof moduleDatabase>;

/** Every environment variable that the app reads. A name with `_FILE` reads the same value from a file. */
export const environmentSchema = z.object({
  PORT: variable(wholeNumber(0, 65_535).default(8080), 'Port to listen on.'),
  HOST: variable(z.string().min(1).default('127.0.0.1'), 'Address to listen on; 0.0.0.0 for all interfaces.'),
  PUBLIC_URL: variable(
    publicUrl.optional(),
    'Public address of the app, with a path if a proxy serves it below one. Default: http://localhost:PORT.',
  ),
  DATA_DIR: variable(
    z.string().min(1).default('./data'),
    'Folder for the embedded database, attachments and generated secrets.',
  ),
  DATABASE_URL: variable(
    databaseUrl.optional(),
    'Your own PostgreSQL, 15 or newer. If empty, an embedded one runs in DATA_DIR.',
  ),
  MIGRATION_DATABASE_URL: variable(
    databaseUrl.optional(),
    'Role with more privileges on a direct connection, used for migrations.',
  ),
  ...moduleDatabases,
  DATABASE_ROLES: variable(
    onOff.optional(),
    'on: a separate database role for each module, which ends transactions idle for 30 seconds (default with the embedded server). With off, set idle_in_transaction_session_timeout yourself.',
  ),
  DATABASE_POOL: variable(wholeNumber(1, 100).default(4), 'Database connections per role.'),
  DATABASE_PREPARE: variable(onOff.default('on'), 'Prepared statements. Set to off for PgBouncer before 1.21.'),
  DATABASE_DEADLINE_SECONDS: variable(
    wholeNumber(1, 600).default(10),
    'Requests that wait longer than this for the database fail with 503 and are not executed later.',
  ),
  DATABASE_WAIT_SECONDS: variable(
    wholeNumber(0, 86_400).default(60),
    'How long startup waits for the database before it fails with exit code 4.',
  ),
  DRAIN_SECONDS: variable(
    wholeNumber(0, 600).default(1),
    'How long a stopping server keeps serving requests while /health/ready returns 503. Set it longer than the health check interval of your proxy.',
  ),
  SECRET_KEY: variable(
    key.optional(),
    'Key for signing and encryption, at least 32 bytes. Generated on first start if empty.',
  ),
  SECRET_KEY_PREVIOUS: variable(
    key.optional(),
    'Previous SECRET_KEY after a rotation: still accepted, no longer used for new data.',
  ),
  SERVICE_KEY: variable(key.optional(), 'Key for services that call this app. Generated on first start if empty.'),
  SMTP_URL: variable(
    z.url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@host:587' }).optional(),
    'Mail server. Without SMTP_URL and RESEND_API_KEY, email is kept in the development outbox.',
  ),
  RESEND_API_KEY: variable(
    z.string().min(1).optional(),
    'API key of resend.com. With SMTP_URL, Resend takes over while the mail server fails.',
  ),
  RESEND_API_URL: variable(
    z.url({ protocol: /^https?$/, error: 'must look like https://api.resend.com' }).optional(),
    'Address of an API compatible with Resend, if it is not that of resend.com.',
  ),
  RESEND_WEBHOOK_SECRET: variable(
    z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must look like whsec_… and be copied completely')
      .optional(),
    'Signing secret of the webhook at resend.com that reports bounces and complaints to PUBLIC_URL/api/v1/mail-events/resend.',
  ),
  MAIL_FROM: variable(
    z
      .string()
      .regex(/^(?:[^<>\r\n]+ <)?[^\s<>@]+@[^\s<>@]+>?$/, 'must be an address or Name <address>')
      .default('TaskUno <taskuno@localhost>'),
    'Sender of emails: an address or Name <address>.',
  ),
  MAIL_IN_ADDRESS: variable(
    z
      .string()
      .toLowerCase()
      .regex(
        /^(?:[a-z0-9._-]{1,15})?@[a-z0-9-]+(?:\.[a-z0-9-]+)*$/,
        'must look like inbox@example.com (at most 15 characters before the @), or @replies.example.com',
      )
      .optional(),
    'Address for replies and new tasks by email. inbox@example.com receives mail to inbox+…@example.com; @replies.example.com receives mail to every address of that domain. See docs/mail-in.md.',
  ),
  MAIL_IN_AUTH_SERVER: variable(
    z
      .string()
      .toLowerCase()
      .regex(/^[a-z0-9._-]{1,255}$/, 'must be the name at the start of Authentication-Results, or none')
      .optional(),
    'Name that the receiving mail server writes at the start of Authentication-Results headers, such as mx.example.com. Only senders that it verified act as members. none: every sender is trusted.',
  ),
  MAIL_IN_IMAP_URL: variable(
    z
      .url({ protocol: /^imaps?$/, error: 'must look like imaps://user:password@host/INBOX?done=Archive' })
      .refine(isImapUrl, 'must have a host, a user and a password: imaps://user:password@host/INBOX?done=Archive')
      .optional(),
    'Inbox that is read once a minute: imaps://user:password@host/INBOX. With ?done=Archive, read emails are moved to that folder.',
  ),
  MAIL_IN_RESEND_SECRET: variable(
    z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must look like whsec_… and be copied completely')
      .optional(),
    'Signing secret of the webhook at resend.com that sends email.received to PUBLIC_URL/api/v1/mail-in/resend. Needs RESEND_API_KEY.',
  ),
  VAPID_SUBJECT: variable(
    z
      .string()
      .regex(/^(?:mailto:[^@\s]+@|https:\/\/)\S+$/, 'must look like mailto:admin@example.com or https://example.com')
      .optional(),
    'Whom a push service contacts about push messages: mailto:… or https://…. Default: PUBLIC_URL if it is HTTPS, else the address in MAIL_FROM.',
  ),
  STORAGE_URL: variable(
    z
      .string()
      .regex(/^(?:file:.|s3:\/\/.)/, 'must be file:/a/folder or s3://bucket')
      .optional(),
    'Storage for pictures and attachments: file:/a/folder, or s3://bucket/prefix?endpoint=https://s3.example.com&region=eu-central-1&style=path. Default: DATA_DIR/attachments.',
  ),
  S3_ACCESS_KEY_ID: variable(z.string().min(1).optional(), 'Access key for S3 storage.'),
  S3_SECRET_ACCESS_KEY: variable(z.string().min(1).optional(), 'Secret access key for S3 storage.'),
  SIGN_UP: variable(
    z.string().min(1).default('open'),
    'Who can sign up: open, invite, or email domains separated by commas. With domains, an account works after its email address is confirmed.',
  ),
  SESSION_IDLE_DAYS: variable(wholeNumber(1, 365).default(30), 'Days of inactivity after which a session expires.'),
  SESSION_ABSOLUTE_DAYS: variable(wholeNumber(1, 730).default(90), 'Days after which a session always expires.'),
  OIDC_PROVIDERS: variable(
    z
      .pipe(
        commaList,
        z.array(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'names may contain lowercase letters, digits and -')),
      )
      .default([]),
    'Names of OpenID Connect providers, separated by commas. For each NAME set OIDC_NAME_ISSUER, OIDC_NAME_CLIENT_ID and OIDC_NAME_CLIENT_SECRET; see docs/openid.md.',
  ),
  EMAIL_CONFIRMATION: variable(
    onOff.default('off'),
    'on: an account works after its email address is confirmed. Always on if SIGN_UP lists email domains.',
  ),
  RATE_LIMITS: variable(onOff.default('on'), 'Set to off for benchmarks and tests. The account lockout stays active.'),
  STREAMS_PER_ACCOUNT: variable(
    wholeNumber(1, 1_000_000).default(30),
    'Maximum number of open event streams per account: about one per browser tab.',
  ),
  STREAMS_PER_ADDRESS: variable(
    wholeNumber(1, 1_000_000).default(600),
    'Maximum number of open event streams per IP address. Raise it if many users share one address.',
  ),
  TRUSTED_PROXIES: variable(
    wholeNumber(0, 10).default(0),
    'Number of trusted proxies in front of the app, whose X-Forwarded-For header is used.',
  ),
  CORS_ORIGINS: variable(
    z.pipe(commaList, z.array(webUrl)).default([]),
    'Other origins allowed to call the API, separated by commas.',
  ),
  WEBHOOK_ALLOWED_HOSTS: variable(
    z
      .pipe(
        commaList,
        z.array(
          z.string().refine(isAllowedHost, 'must be host names, *.names, addresses or ranges such as 10.0.0.0/8'),
        ),
      )
      .default([]),
    'Hosts that webhooks may reach although they are private, also without HTTPS: names, *.names, addresses and ranges, separated by commas.',
  ),
  LOG_LEVEL: variable(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    'Log level.',
  ),
  LOG_FORMAT: variable(
    z.enum(['pretty', 'json']).optional(),
    'Log format. Default: pretty on a terminal, otherwise json.',
  ),
  METRICS_TOKEN: variable(
    z.string().min(16, 'must be at least 16 characters').optional(),
    'Bearer token that Prometheus sends to /metrics. If empty, only programs on this machine can read it.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(
    z.url({ protocol: /^https?$/, error: 'must look like http://localhost:4318' }).optional(),
    'OpenTelemetry collector that receives traces by OTLP over HTTP. If empty, nothing is traced.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: variable(
    z
      .pipe(commaList, z.array(z.string().regex(/^[^=\s]+=.+$/, 'must be name=value')))
      .transform(
        (pairs) => Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2))) as Record<string, string>,
      )
      .default({}),
    'Headers that the collector asks for: name=value, separated by commas.',
  ),
  OTEL_TRACES_SAMPLER_ARG: variable(
    z.coerce.number('must be a number').min(0, 'must be at least 0').max(1, 'must be at most 1').default(1),
    'The part of the traces that is kept, from 0 to 1.',
  ),
  BACKUP_SCHEDULE: variable(
    z
      .string()
      .regex(/^[\d*,/-]+(?: [\d*,/-]+){4}$/, 'must be five cron fields in UTC, such as 30 2 * * *')
      .optional(),
    'When a running server makes backups, as five cron fields in UTC, such as 30 2 * * *. If empty, it makes none.',
  ),
  BACKUP_TARGET: variable(
    z.string().min(1).optional(),
    'Folder or s3://bucket/prefix?… for backups. Default: DATA_DIR/backups. Choose another disk or machine.',
  ),
  BACKUP_S3_ACCESS_KEY_ID: variable(
    z.string().min(1).optional(),
    'Access key for backups in S3. Default: S3_ACCESS_KEY_ID.',
  ),
  BACKUP_S3_SECRET_ACCESS_KEY: variable(
    z.string().min(1).optional(),
    'Secret access key for backups in S3. Default: S3_SECRET_ACCESS_KEY.',
  ),
  BACKUP_RECIPIENT: variable(
    z
      .pipe(commaList, z.array(z.string().regex(/^age1[a-z0-9]+$/, 'must be age recipients, which begin with age1')))
      .default([]),
    'age recipients that backups are encrypted to, separated by commas. Keep the identity file elsewhere.',
  ),
  BACKUP_WITH_KEYS: variable(
    onOff.default('off'),
    'on: scheduled backups contain the secret key and the service key. Set BACKUP_RECIPIENT as well.',
  ),
  BACKUP_KEEP_DAILY: variable(wholeNumber(1, 1_000).default(7), 'Number of days of which the newest backup is kept.'),
  BACKUP_KEEP_WEEKLY: variable(wholeNumber(0, 1_000).default(4), 'Number of weeks of which the newest backup is kept.'),
  BACKUP_KEEP_MONTHLY: variable(
    wholeNumber(0, 1_000).default(6),
    'Number of months of which the newest backup is kept.',
  ),
  BACKUP_BEFORE_MIGRATIONS: variable(
    onOff.optional(),
    'Whether the tables are backed up to DATA_DIR/backups before an update changes them. Default: on with the embedded database.',
  ),
  REQUIRE_VOLUME: variable(
    onOff.default('off'),
    'on: refuse to start if DATA_DIR is not a mounted volume. The container image sets it.',
  ),
  TASKUNO_EXPECT_DATA: variable(
    z.enum(['true', 'false'], 'must be true or false').optional(),
    'true: refuse to start with a database without accounts. false: start with one although DATA_DIR belongs to an installation with data.',
  ),
  JOBS: variable(onOff.default('on'), 'off: background jobs run in other processes only.'),
  HTTP: variable(onOff.default('on'), 'off: runs as a worker without a port.'),
});
type Environment = z.output<typeof environmentSchema>;

/** Whether a variable holds a secret: it can also be given as `NAME_FILE`, and is never shown. */
export function isSecret(name: string): boolean {
  return /_URL$|KEY(?!S)|SECRET|TOKEN|HEADERS/.test(name) && name !== 'PUBLIC_URL';
}
const secretNames = Object.keys(environmentSchema.shape).filter(isSecret);

type BackupVariable = Extract<keyof Environment, `BACKUP_${string}`>;

/** How backups are made and kept. */
export interface BackupConfig {
  /** Five cron fields in UTC; null for none. */
  readonly schedule: string | null;
  /** A folder, which ends with a slash, or `s3://…`. */
  readonly target: string;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  /** age recipients; empty for archives that are not encrypted. */
  readonly recipients: readonly string[];
  readonly withKeys: boolean;
  readonly keep: { readonly daily: number; readonly weekly: number; readonly monthly: number };
  readonly beforeMigrations: boolean;
}

export interface Config extends Omit<
  Environment,
  'PUBLIC_URL' | 'LOG_FORMAT' | 'DATABASE_ROLES' | 'DATA_DIR' | keyof StorageVariables | BackupVariable
> {
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly storage: StorageConfig;
  readonly backup: BackupConfig;
  readonly databaseRoles: boolean;
  readonly oidcProviders: readonly OidcProviderConfig[];
  readonly logFormat: 'pretty' | 'json';
}

/**
 * Whether an account must confirm its address first: otherwise a mail domain on the allow-list would admit people who
 * cannot read its mail.
 */
export function confirmsAddresses({
  EMAIL_CONFIRMATION,
  SIGN_UP,
}: Pick<Config, 'EMAIL_CONFIRMATION' | 'SIGN_UP'>): boolean {
  return EMAIL_CONFIRMATION === 'on' || (SIGN_UP !== 'open' && SIGN_UP !== 'invite');
}

type MailInVariables = 'MAIL_IN_ADDRESS' | 'MAIL_IN_IMAP_URL' | 'MAIL_IN_RESEND_SECRET' | 'RESEND_API_KEY';

/** Sources of mail without an address that receives it, or without the key to fetch it. */
function mailInProblems(values: Partial<Pick<Environment, MailInVariables>>): string[] {
  const sources = (['MAIL_IN_IMAP_URL', 'MAIL_IN_RESEND_SECRET'] as const).filter((name) => values[name] !== undefined);
  return [
    ...(values.MAIL_IN_ADDRESS === undefined ? sources.map((name) => missing(name, 'MAIL_IN_ADDRESS')) : []),
    ...(values.MAIL_IN_RESEND_SECRET !== undefined && values.RESEND_API_KEY === undefined
      ? [missing('MAIL_IN_RESEND_SECRET', 'RESEND_API_KEY')]
      : []),
  ];
}

function isImapUrl(text: string): boolean {
  const { hostname, username, password } = new URL(text);
  return hostname !== '' && username !== '' && password !== '';
}

function missing(name: string, other: keyof Environment): string {
  return `${name}: needs ${other}. ${meaningOf(other)}`;
}

/** Whether mail is sent by a provider. Otherwise it goes to the development outbox. */
export function sendsMail({ SMTP_URL, RESEND_API_KEY }: Pick<Config, 'SMTP_URL' | 'RESEND_API_KEY'>): boolean {
  return SMTP_URL !== undefined || RESEND_API_KEY !== undefined;
}

/** Whom push services contact about our messages: they accept only `https:` and `mailto:` (RFC 8292, 2.1). */
export function vapidSubject(config: Pick<Config, 'VAPID_SUBJECT' | 'MAIL_FROM' | 'publicUrl'>): string {
  if (config.VAPID_SUBJECT !== undefined) return config.VAPID_SUBJECT;
  if (config.publicUrl.startsWith('https:')) return config.publicUrl;
  return `mailto:${config.MAIL_FROM.replace(/^.*<|>$/g, '')}`;
}

/** All mistakes in the environment. The operator reads the message. */
export class ConfigError extends StartError {
  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
    super(
      exitCodes.configuration,
      `The configuration has ${count}:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  }
}

/**
 * Reads the configuration.
 * @throws ConfigError listing each wrong variable with a hint.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, isTerminal = false): Config {
  const problems: string[] = [];
  const values = withFiles(env, problems);
  const parsed = environmentSchema.safeParse(values);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0]);
      problems.push(`${name}: ${issue.message}. ${meaningOf(name)}`);
    }
  }
  const oidcProviders = readOidcProviders(values, parsed.data?.OIDC_PROVIDERS ?? [], problems);
  const dataDir = resolve(parsed.data?.DATA_DIR ?? '.');
  const storage = readStorage(parsed.data ?? {}, dataDir);
  problems.push(...mailInProblems(parsed.data ?? {}));
  if (Array.isArray(storage)) problems.push(...storage);
  if (!parsed.success || Array.isArray(storage) || problems.length > 0) {
    throw new ConfigError(problems);
  }
  const { PUBLIC_URL, LOG_FORMAT, DATABASE_ROLES, DATA_DIR: _dataDir, ...others } = parsed.data;
  const { STORAGE_URL: _url, S3_ACCESS_KEY_ID: _id, S3_SECRET_ACCESS_KEY: _secret, ...withBackup } = others;
  const { backup, rest } = takeBackup(withBackup, parsed.data, dataDir);
  return {
    ...rest,
    backup,
    publicUrl: PUBLIC_URL ?? `http://localhost:${rest.PORT}`,
    dataDir,
    storage,
    oidcProviders,
    databaseRoles: (DATABASE_ROLES ?? (rest.DATABASE_URL === undefined ? 'on' : 'off')) === 'on',
    logFormat: LOG_FORMAT ?? (isTerminal ? 'pretty' : 'json'),
  };
}

function takeBackup<Values extends Pick<Environment, BackupVariable | 'DATABASE_URL'>>(
  values: Values,
  storage: StorageVariables,
  dataDir: string,
) {
  const {
    BACKUP_SCHEDULE,
    BACKUP_TARGET,
    BACKUP_S3_ACCESS_KEY_ID,
    BACKUP_S3_SECRET_ACCESS_KEY,
    BACKUP_RECIPIENT,
    BACKUP_WITH_KEYS,
    BACKUP_KEEP_DAILY,
    BACKUP_KEEP_WEEKLY,
    BACKUP_KEEP_MONTHLY,
    BACKUP_BEFORE_MIGRATIONS,
    ...rest
  } = values;
  const backup: BackupConfig = {
    schedule: BACKUP_SCHEDULE ?? null,
    target: (BACKUP_TARGET ?? join(dataDir, 'backups')).replace(/^(?!s3:)(.*[^/])$/, '$1/'),
    accessKeyId: BACKUP_S3_ACCESS_KEY_ID ?? storage.S3_ACCESS_KEY_ID,
    secretAccessKey: BACKUP_S3_SECRET_ACCESS_KEY ?? storage.S3_SECRET_ACCESS_KEY,
    recipients: BACKUP_RECIPIENT,
    withKeys: BACKUP_WITH_KEYS === 'on',
    keep: { daily: BACKUP_KEEP_DAILY, weekly: BACKUP_KEEP_WEEKLY, monthly: BACKUP_KEEP_MONTHLY },
    beforeMigrations: (BACKUP_BEFORE_MIGRATIONS ?? (values.DATABASE_URL === undefined ? 'on' : 'off')) === 'on',
  };
  return { backup, rest };
}

/** The configuration as it may be shown: secrets and the passwords inside addresses are taken out. */
export function redactConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      secretNames.includes(name) ? redactSecret(value) : redactNested(value),
    ]),
  );
}

function redactNested(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'secretAccessKey' in value) {
    return { ...value, accessKeyId: '***', secretAccessKey: '***' };
  }
  if (!Array.isArray(value)) return value;
  return value.map((one: unknown) => (isProvider(one) ? redactOidcProvider(one) : one));
}

function isProvider(value: unknown): value is OidcProviderConfig {
  return typeof value === 'object' && value !== null && 'clientSecret' in value;
}

function redactSecret(value: unknown): unknown {
  if (typeof value !== 'string') return value === undefined ? value : '***';
  return /^[a-z]+:\/\//.test(value) ? value.replace(/\/\/[^@/]*@/, '//***@') : '***';
}

/** An empty variable counts as not given: `NAME=` in an .env file is how people leave one out. */
function withFiles(env: Readonly<Record<string, string | undefined>>, problems: string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && value !== '') values[name] = value;
  for (const name of [...secretNames, ...oidcSecretsInFiles(values)]) {
    const file = values[`${name}_FILE`];
    if (file === undefined || values[name] !== undefined) continue;
    const secret = secretOf(file);
    if ('problem' in secret) problems.push(`${name}_FILE: the file ${file} ${secret.problem}. ${meaningOf(name)}`);
    else values[name] = secret.text;
  }
  return values;
}

function secretOf(file: string): { readonly text: string } | { readonly problem: string } {
  try {
    const text = readSecretFile(file);
    return text === null ? { problem: 'does not exist' } : { text: text.trim() };
  } catch (error) {
    if (error instanceof SecretFileError) return { problem: error.message };
    return { problem: `can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)})` };
  }
}

function meaningOf(name: string): string {
  return environmentSchema.shape[name as keyof typeof environmentSchema.shape]?.description ?? '';
}
