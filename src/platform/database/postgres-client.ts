import type { Socket } from 'node:net';
import postgres from 'postgres';
import type { ConnectionTarget } from './connection-target.ts';
import { guardTransactions } from './guard-transactions.ts';
import { valueTypes } from './value-types.ts';

export type PostgresClient = postgres.Sql<{ int8: number }>;

export interface ClientOptions {
  /** Shown in pg_stat_activity. */
  readonly name: string;
  readonly prepare: boolean;
  /** 0 keeps an idle connection open. */
  readonly idleTimeoutSeconds: number;
  /** 0 leaves the time limit to the code that opens the socket. */
  readonly connectTimeoutSeconds: number;
  /** Must not throw. */
  readonly socket: () => Promise<Socket> | Socket;
  readonly onClose: () => void;
}

/** A postgres.js client with one connection, so that the socket of each statement is known. */
export function openClient(target: ConnectionTarget, options: ClientOptions): PostgresClient {
  const settings = {
    host: target.host,
    port: target.port,
    database: target.database,
    user: target.user,
    ...(target.password === undefined ? {} : { password: target.password }),
    ssl: target.ssl ?? false,
    max: 1,
    idle_timeout: options.idleTimeoutSeconds,
    connect_timeout: options.connectTimeoutSeconds,
    max_lifetime: null,
    backoff: () => 0,
    prepare: options.prepare,
    connection: { application_name: `taskuno ${options.name}`, TimeZone: 'UTC' },
    onnotice: () => undefined,
    onclose: options.onClose,
    socket: options.socket,
    fetch_types: false,
    types: valueTypes,
  };
  return guardTransactions(postgres(settings) as PostgresClient);
}
