import { z } from 'zod';
import { commaList, httpUrl, variable } from './variable.ts';

/** Logs, metrics, traces and reports of errors. */
export const observabilityVariables = {
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
    httpUrl('http://localhost:4318').optional(),
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
  SENTRY_DSN: variable(
    z
      .string()
      .regex(/^https?:\/\/\w+@[^@\s]+\/\d+$/, 'must look like https://key@host/1')
      .optional(),
    'Address of a project in Sentry, or in a service that speaks its protocol, that receives errors from the log. If empty, none are sent.',
  ),
};
