import { type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger } from 'pino';

/** Values with these names are never logged, in the first two levels of an object. */
const secretNames = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie', 'secret', 'code'];

export interface LogOptions {
  readonly level: string;
  readonly format: 'pretty' | 'json';
  /** Fields that every line has: the ids of the running trace. */
  readonly fields?: () => object;
}

/** A structured logger on standard output: JSON lines, or coloured ones for a terminal. */
export async function createLogger({ level, format, fields }: LogOptions): Promise<Logger> {
  const options = {
    level,
    base: null,
    ...(fields ? { mixin: fields } : {}),
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  };
  if (format === 'json') return pino(options);
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true, sync: true }));
}
