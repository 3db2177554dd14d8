import type { Env, Hono } from 'hono';
import type { Config } from '#platform/startup/config.ts';
import { confirmsAddresses } from '#platform/startup/account-variables.ts';
import { apiHeaders } from '#platform/http/headers.ts';
import { credentialsOf } from '#platform/http/credentials.ts';
import type { HeaderReader } from '#platform/http/header-reader.ts';
import { publicAddress, serverAddressOf, sessionCookieFor } from '#platform/http/own-address.ts';
import type { Flags } from '#platform/flags/flags.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { DocumentedGroup } from '#platform/http/openapi.ts';
import { maxUploadBytes } from '#platform/limits.ts';
import type { Access } from './access.ts';

export interface MetaOptions {
  readonly config: Config;
  readonly version: string;
  /** Whether a provider sends mail. */
  readonly sendsMail: boolean;
  readonly setup: () => Promise<SetupState>;
  readonly callerOf: CallerOf;
  readonly flags: Pick<Flags, 'onFor'>;
}

/** The organizations of a caller, if the request has credentials; and a cookie for the reply, if one is due. */
type CallerOf = (header: HeaderReader) => Promise<{ organizationIds: readonly OrganizationId[]; setCookie?: string }>;

/** Finds callers by the credentials that they may send. */
export function callersBy(access: Access, { publicUrl, TRUSTED_PROXIES }: Config): CallerOf {
  const address = publicAddress(publicUrl);
  return async (header) => {
    const serverAddress = serverAddressOf(header, address, TRUSTED_PROXIES);
    const credentials = credentialsOf(header, serverAddress, sessionCookieFor(serverAddress, address.path).name);
    const authenticated = credentials && (await access.authenticate(credentials));
    if (!authenticated) return { organizationIds: [] };
    const { organizations } = await access.scopeOf(authenticated.actor);
    return { ...authenticated, organizationIds: organizations.map(({ id }) => id) };
  };
}

/**
 * How the first account is created: `open` by the first sign-up, `link` by the link printed at start, `done` if one
 * exists.
 */
export type SetupState = 'open' | 'link' | 'done';

/**
 * Serves `/api/v1/meta`, which needs no credentials. With credentials `flags` names the features that are on for each of
 * the caller's organizations.
 */
export function serveMeta<E extends Env>(
  app: Hono<E>,
  { config, version, sendsMail, setup, callerOf, flags }: MetaOptions,
): void {
  const headers = apiHeaders(config.publicUrl);
  const isOpen = config.SIGN_UP === 'open' || config.SIGN_UP === 'invite';
  const meta = {
    version,
    publicUrl: config.publicUrl,
    mail: sendsMail ? 'on' : 'off',
    signUp: isOpen ? config.SIGN_UP : 'domains',
    emailConfirmation: confirmsAddresses(config),
    features: { imports: ['trello'] },
    limits: { uploadBytes: maxUploadBytes, bodyBytes: 1024 * 1024, pageSize: 200 },
    languages: ['en', 'fa'],
  };
  app.get('/api/v1/meta', async ({ req }) => {
    const { organizationIds, setCookie } = await callerOf((name) => req.header(name) ?? null);
    const body = { ...meta, setup: await setup(), flags: await flags.onFor(organizationIds) };
    return Response.json(body, {
      headers: setCookie === undefined ? headers : { ...headers, 'set-cookie': setCookie },
    });
  });
}

interface DocumentOptions {
  readonly publicUrl: string;
  readonly groups: readonly DocumentedGroup[];
  readonly version: string;
}

/** Serves `/api/openapi.json`. */
export function serveDocument<E extends Env>(app: Hono<E>, { publicUrl, groups, version }: DocumentOptions): void {
  const headers = { ...apiHeaders(publicUrl), 'content-type': 'application/json' };
  let document: Promise<string> | undefined;
  app.get('/api/openapi.json', async () => {
    document ??= import('#platform/http/openapi.ts').then(({ openApiDocument }) =>
      JSON.stringify(openApiDocument(groups, version, publicAddress(publicUrl).path)),
    );
    return new Response(await document, { headers });
  });
}
