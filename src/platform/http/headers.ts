import { randomUUIDv7 } from 'node:crypto';

/** Headers of every reply (OWASP Secure Headers). HSTS only if PUBLIC_URL is HTTPS. */
export function securityHeaders(publicUrl: string): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(publicUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}

const apiContentPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Headers of every reply of the API: no content may execute, and no cache stores it. */
export function apiHeaders(publicUrl: string): Readonly<Record<string, string>> {
  return {
    ...securityHeaders(publicUrl),
    'content-security-policy': apiContentPolicy,
    'cache-control': 'no-store',
  };
}

/**
 * Content-Security-Policy of the pages: no other origins, no inline script; `blob:` and `data:` only for image
 * previews.
 */
export const pageContentPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const saneRequestId = /^[\w.:/+=-]{8,128}$/;

/** The caller's `X-Request-Id` if it is safe to log, else a new one. */
export function requestIdOf(header: string | null): string {
  return header !== null && saneRequestId.test(header) ? header : randomUUIDv7();
}

/** `Access-Control-*` headers for an origin on the allow-list; none for any other. */
export function corsHeaders(origin: string | null, allowed: readonly string[]): Record<string, string> {
  if (origin === null || !allowed.includes(origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers':
      'ETag, X-Request-Id, X-Degraded, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed',
    vary: 'Origin',
  };
}

export function preflightHeaders(origin: string | null, allowed: readonly string[]): Record<string, string> {
  const cors = corsHeaders(origin, allowed);
  if (!cors['access-control-allow-origin']) return cors;
  return {
    ...cors,
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers':
      'Authorization, Content-Type, If-Match, Idempotency-Key, X-Request-Id, Last-Event-ID',
    'access-control-max-age': '600',
  };
}
