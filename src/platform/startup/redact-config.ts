import type { Config } from './config.ts';
import { isSecret } from './environment.ts';
import { type OidcProviderConfig, redactOidcProvider } from './oidc-config.ts';

/** The configuration as it may be shown: secrets and the passwords inside addresses are taken out. */
export function redactConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, isSecret(name) ? redactSecret(value) : redactNested(value)]),
  );
}

function redactNested(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'secretAccessKey' in value) {
    return { ...value, accessKeyId: '***', secretAccessKey: '***' };
  }
  if (typeof value === 'object' && value !== null && 'hosted' in value) return { ...value, keys: '***', tls: '***' };
  if (!Array.isArray(value)) return value;
  return value.map((one: unknown) => (isProvider(one) ? redactOidcProvider(one) : one));
}

function isProvider(value: unknown): value is OidcProviderConfig {
  return typeof value === 'object' && value !== null && 'clientSecret' in value;
}

function redactSecret(value: unknown): unknown {
  if (typeof value !== 'string') return value === undefined ? value : '***';
  return /^[a-z]+:\/\//.test(value) ? value.replace(/\/\/[^@/]*@/, '//***@') : '***';
}
