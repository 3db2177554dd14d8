import type { Env, Hono } from 'hono';
import { type Config, confirmsAddresses } from '#platform/startup/config.ts';
import { apiHeaders } from '#platform/http/headers.ts';
import { publicAddress } from '#platform/http/own-address.ts';
import type { RouteGroup } from '#platform/http/route.ts';

export interface MetaOptions {
  readonly config: Config;
  readonly groups: readonly RouteGroup[];
  readonly version: string;
  /** Whether a provider sends mail. */
  readonly sendsMail: boolean;
  readonly setup: () => Promise<SetupState>;
}

/**
 * How the first account is created: `open` by the first sign-up, `link` by the link printed at start, `done` if one
 * exists.
 */
export type SetupState = 'open' | 'link' | 'done';

/** Serves `/api/v1/meta` and `/api/openapi.json`, which need no credentials. */
export function serveMeta<E extends Env>(
  app: Hono<E>,
  { config, groups, version, sendsMail, setup }: MetaOptions,
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
    limits: { uploadBytes: 256 * 1024 * 1024, bodyBytes: 1024 * 1024, pageSize: 200 },
    languages: ['en', 'fa'],
  };
  app.get('/api/v1/meta', async () => Response.json({ ...meta, setup: await setup() }, { headers }));

  let document: Promise<string> | undefined;
  app.get('/api/openapi.json', async () => {
    document ??= import('#platform/http/openapi.ts').then(({ openApiDocument }) =>
      JSON.stringify(openApiDocument(groups, version, publicAddress(config.publicUrl).path)),
    );
    return new Response(await document, { headers: { ...headers, 'content-type': 'application/json' } });
  });
}
