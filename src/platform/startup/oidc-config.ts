import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { isLoopback } from '../loopback.ts';

export const clientAuthentications = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;

/** An OpenID provider, from the variables that begin with its name. */
export interface OidcProviderConfig {
  readonly name: string;
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Empty if the client authenticates with a key, or not at all. */
  readonly clientSecret: string;
  /** Null: as the provider's discovery document says. */
  readonly clientAuth: (typeof clientAuthentications)[number] | null;
  /** For `private_key_jwt`: PKCS #8 in PEM, or a JWK. */
  readonly privateKey: string | null;
  readonly keyId: string | null;
  /** In addition to `openid email profile`. */
  readonly scopes: readonly string[];
  /** Mail domains whose users may create an account this way; empty: the general policy applies. */
  readonly signUpDomains: readonly string[];
  /** An address counts as confirmed if the provider says nothing about it. */
  readonly trustsEmail: boolean;
  readonly allowsHttp: boolean;
  /** The claim that lists the groups, or a dotted path into a claim. */
  readonly groupsClaim: string;
  /** Only members of this group can sign in this way. */
  readonly requiredGroup: string | null;
  /** Members of this group are instance admins while they sign in this way; others are not. */
  readonly adminGroup: string | null;
}

const onOff = z.enum(['on', 'off'], 'must be on or off').default('off');
const list = (separator: RegExp) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(separator).filter(Boolean));

const provider = z
  .object({
    ISSUER: z.url({
      protocol: /^https?$/,
      error: 'must be the address of the provider, such as https://accounts.example.com',
    }),
    CLIENT_ID: z.string('is missing').min(1),
    CLIENT_SECRET: z.string().min(1).optional(),
    CLIENT_AUTH: z.enum(clientAuthentications, `must be one of ${clientAuthentications.join(', ')}`).optional(),
    PRIVATE_KEY: z.string().refine(isPrivateKey, 'must be a private key: PKCS #8 in PEM, or a JWK').optional(),
    KEY_ID: z.string().optional(),
    LABEL: z.string().min(1).max(100).optional(),
    SCOPES: list(/[\s,]+/),
    DOMAINS: list(/[\s,]+/),
    TRUST_EMAIL: onOff,
    ALLOW_HTTP: onOff,
    GROUPS_CLAIM: z.string().min(1).default('groups'),
    REQUIRED_GROUP: z.string().optional(),
    ADMIN_GROUP: z.string().optional(),
  })
  .superRefine(({ CLIENT_SECRET, CLIENT_AUTH, PRIVATE_KEY, ISSUER, ALLOW_HTTP }, check) => {
    const wrong = (path: string, message: string) => check.addIssue({ code: 'custom', path: [path], message });
    if (CLIENT_AUTH === 'private_key_jwt') {
      if (PRIVATE_KEY === undefined) wrong('PRIVATE_KEY', 'is missing');
    } else if (CLIENT_AUTH !== 'none' && CLIENT_SECRET === undefined) wrong('CLIENT_SECRET', 'is missing');
    const { protocol, hostname } = new URL(ISSUER);
    if (protocol === 'http:' && ALLOW_HTTP === 'off' && !isLoopback(hostname))
      wrong('ISSUER', 'uses plain HTTP; for a provider in a private network set …_ALLOW_HTTP=on');
  });

const secretFields = ['CLIENT_SECRET', 'PRIVATE_KEY'];

/** The providers' secret variables that are given as a file. */
export function oidcSecretsInFiles(values: Readonly<Record<string, string>>): string[] {
  const pattern = new RegExp(`^(OIDC_.+_(?:${secretFields.join('|')}))_FILE$`);
  return Object.keys(values).flatMap((name) => pattern.exec(name)?.[1] ?? []);
}

/** The providers named in OIDC_PROVIDERS, each from the variables that begin with its name. */
export function readOidcProviders(
  values: Readonly<Record<string, string>>,
  names: readonly string[],
  problems: string[],
): OidcProviderConfig[] {
  return names.flatMap((name) => {
    const prefix = `OIDC_${name.toUpperCase().replaceAll('-', '_')}_`;
    const own = Object.fromEntries(Object.keys(provider.shape).map((field) => [field, values[prefix + field]]));
    const parsed = provider.safeParse(own);
    if (parsed.success) return [configOf(name, parsed.data)];
    for (const issue of parsed.error.issues) {
      problems.push(
        `${prefix}${String(issue.path[0])}: ${issue.message}. Required by the provider ${name} in OIDC_PROVIDERS.`,
      );
    }
    return [];
  });
}

function configOf(name: string, values: z.output<typeof provider>): OidcProviderConfig {
  return {
    name,
    label: values.LABEL ?? name,
    issuer: values.ISSUER,
    clientId: values.CLIENT_ID,
    clientSecret: values.CLIENT_SECRET ?? '',
    clientAuth: values.CLIENT_AUTH ?? null,
    privateKey: values.PRIVATE_KEY ?? null,
    keyId: values.KEY_ID ?? null,
    scopes: values.SCOPES,
    signUpDomains: values.DOMAINS.map((domain) => domain.toLowerCase()),
    trustsEmail: values.TRUST_EMAIL === 'on',
    allowsHttp: values.ALLOW_HTTP === 'on',
    groupsClaim: values.GROUPS_CLAIM,
    requiredGroup: values.REQUIRED_GROUP ?? null,
    adminGroup: values.ADMIN_GROUP ?? null,
  };
}

/** The same without its secrets. */
export function redactOidcProvider(config: OidcProviderConfig): OidcProviderConfig {
  return { ...config, clientSecret: '***', privateKey: config.privateKey && '***' };
}

/** Parses a private key. @throws Error if the text is not one. */
export function privateKeyFrom(text: string) {
  const isJwk = text.trimStart().startsWith('{');
  return createPrivateKey(isJwk ? { key: JSON.parse(text), format: 'jwk' } : text.replaceAll('\\n', '\n'));
}

function isPrivateKey(text: string): boolean {
  try {
    return ['rsa', 'ec', 'ed25519'].includes(privateKeyFrom(text).asymmetricKeyType ?? '');
  } catch {
    return false;
  }
}
