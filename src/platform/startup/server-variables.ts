import { z } from 'zod';
import { isAllowedHost } from '../outbound/address-rules.ts';
import { commaList, key, onOff, variable, webUrl, wholeNumber } from './variable.ts';

/**
 * Paths that the server uses itself. PUBLIC_URL must not end in one of them, because the app's paths and the proxy's
 * would be ambiguous.
 */
const ownPaths = /^\/(?:api|assets|health|metrics)(?:\/|$)/;
const publicUrl = webUrl.refine((url) => {
  const { pathname, search, hash, username, password } = new URL(url);
  return /^(?:\/[\w.~-]+)*\/?$/.test(pathname) && !ownPaths.test(pathname) && !(search || hash || username || password);
}, 'must be a host with an optional plain path, which must not begin with api, assets, health or metrics');

/** How the process serves, what it keeps, and whom it lets in. */
export const serverVariables = {
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
  REQUIRE_VOLUME: variable(
    onOff.default('off'),
    'on: refuse to start if DATA_DIR is not a mounted volume. The container image sets it.',
  ),
  TASKUNO_EXPECT_DATA: variable(
    z.enum(['true', 'false'], 'must be true or false').optional(),
    'true: refuse to start with a database without accounts. false: start with one although DATA_DIR belongs to an installation with data.',
  ),
  DRAIN_SECONDS: variable(
    wholeNumber(0, 600).default(1),
    'How long a stopping server keeps serving requests while /health/ready returns 503. Set it longer than the health check interval of your proxy.',
  ),
  HTTP: variable(onOff.default('on'), 'off: runs as a worker without a port.'),
  JOBS: variable(onOff.default('on'), 'off: background jobs run in other processes only.'),
  SECRET_KEY: variable(
    key.optional(),
    'Key for signing and encryption, at least 32 bytes. Generated on first start if empty.',
  ),
  SECRET_KEY_PREVIOUS: variable(
    key.optional(),
    'Previous SECRET_KEY after a rotation: still accepted, no longer used for new data.',
  ),
  SERVICE_KEY: variable(key.optional(), 'Key for services that call this app. Generated on first start if empty.'),
  TRUSTED_PROXIES: variable(
    wholeNumber(0, 10).default(0),
    'Number of trusted proxies in front of the app, whose X-Forwarded-For header is used.',
  ),
  CORS_ORIGINS: variable(
    z.pipe(commaList, z.array(webUrl)).default([]),
    'Other origins allowed to call the API, separated by commas.',
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
};
