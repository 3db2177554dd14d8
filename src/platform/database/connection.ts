import postgres from 'postgres';
import { refuseAfterLoss } from './lost-transaction.ts';

/** Where a database is and who connects. `host` may be the folder of a unix socket. */
export interface ConnectionTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly ssl?: 'require' | 'verify-full' | 'prefer' | 'allow' | false;
}

export interface PoolOptions {
  readonly connections: number;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  readonly idleTimeoutSeconds?: number;
  readonly prepare?: boolean;
  /** Called whenever a connection ends, also where the server ended it. */
  readonly onClose?: () => void;
}

export type Sql = postgres.Sql<{ int8: number }>;
export type TransactionSql = postgres.TransactionSql<{ int8: number }>;

/** Opens a pool; it connects on first use and again by itself after the server was away. */
export function connect(target: ConnectionTarget, options: PoolOptions): Sql {
  const sql = postgres({
    host: target.host,
    port: target.port,
    database: target.database,
    user: target.user,
    ...(target.password === undefined ? {} : { password: target.password }),
    ssl: target.ssl ?? false,
    max: options.connections,
    idle_timeout: options.idleTimeoutSeconds ?? 60,
    connect_timeout: 10,
    max_lifetime: null,
    prepare: options.prepare ?? true,
    connection: { application_name: `taskuno ${options.name}`, TimeZone: 'UTC' },
    onnotice: () => undefined,
    ...(options.onClose ? { onclose: options.onClose } : {}),
    types: {
      int8: { to: 20, from: [20], serialize: String, parse: Number },
      // Times and dates stay text, in RFC 3339: nothing that passes them on pays for a Date.
      instant: { to: 1184, from: [1184], serialize: timeText, parse: rfc3339 },
      date: { to: 1082, from: [1082], serialize: String, parse: String },
      // Values arrive as JSON text already (drizzle's encoders make it); a second stringify would quote it.
      json: { to: 114, from: [114, 3802], serialize: jsonText, parse: JSON.parse },
      jsonb: { to: 3802, from: [], serialize: jsonText, parse: JSON.parse },
    },
  });
  return refuseAfterLoss(sql as Sql);
}

/** Reads `postgres://user:password@host:port/name?sslmode=require`. A `host` parameter names a socket's folder. */
export function targetFromUrl(text: string): ConnectionTarget {
  const url = new URL(text);
  const sslmode = url.searchParams.get('sslmode');
  const password = decodeURIComponent(url.password);
  return {
    host: url.searchParams.get('host') ?? url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || '5432'),
    database: decodeURIComponent(url.pathname.slice(1)) || 'taskuno',
    user: decodeURIComponent(url.username) || 'postgres',
    ...(password === '' ? {} : { password }),
    ssl:
      sslmode === null || sslmode === 'disable'
        ? false
        : sslmode === 'verify-ca'
          ? 'verify-full'
          : (sslmode as 'require'),
  };
}

/** The `pg` package's form of a target, for libraries that bring their own connections. */
export function nodePostgresOptions(target: ConnectionTarget) {
  return {
    host: target.host,
    port: target.port,
    database: target.database,
    user: target.user,
    ...(target.password === undefined ? {} : { password: target.password }),
    ...(target.ssl ? { ssl: { rejectUnauthorized: target.ssl === 'verify-full' } } : {}),
  };
}

/** `2026-11-20 08:00:00.5+00` → `2026-11-20T08:00:00.500Z`. */
function rfc3339(text: string): string {
  if (!text.endsWith('+00')) return text;
  const seconds = text.slice(0, 19);
  const fraction = text.slice(20, -3);
  return `${seconds.slice(0, 10)}T${seconds.slice(11)}.${fraction.padEnd(3, '0')}Z`;
}

function timeText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
