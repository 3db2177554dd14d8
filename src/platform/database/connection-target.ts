/** The address of a database and the role that connects. `host` may be the folder of a unix socket. */
export interface ConnectionTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly ssl?: 'require' | 'verify-full' | 'prefer' | 'allow' | false;
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
