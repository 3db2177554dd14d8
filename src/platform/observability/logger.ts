import { destination, type DestinationStream, type Logger, multistream, pino, stdTimeFunctions } from 'pino';

export type { Logger } from 'pino';

/** Values with these names are never logged, in the first two levels of an object. */
const secretNames = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie', 'secret', 'code'];

export interface LogOptions {
  readonly level: string;
  readonly format: 'pretty' | 'json';
  /** Fields that every line has: the ids of the running trace. */
  readonly fields?: () => object;
  /** Also gets each line of an error, as JSON. */
  readonly errors?: DestinationStream;
}

/** A structured logger on standard output: JSON lines, or coloured ones for a terminal. */
export async function createLogger({ level, format, fields, errors }: LogOptions): Promise<Logger> {
  const options = {
    level,
    base: null,
    ...(fields ? { mixin: fields } : {}),
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  };
  if (format === 'json') return errors ? pino(options, both(destination(1), errors)) : pino(options);
  const { default: pretty } = await import('pino-pretty');
  const terminal = pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true, sync: true });
  return pino(options, errors ? both(terminal, errors) : terminal);
}

/** Which lines are written at all is decided by the logger's own level. */
function both(all: DestinationStream, errors: DestinationStream): DestinationStream {
  return multistream([
    { level: 'trace', stream: all },
    { level: 'error', stream: errors },
  ]);
}
