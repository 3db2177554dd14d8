/**
 * Why a provider's reply was refused, for the log: without codes, tokens and personal data.
 * @param secrets Sent values that the provider may repeat in its reply.
 */
export function failureOf(error: unknown, secrets: readonly string[] = []): Record<string, unknown> {
  const failure: Record<string, unknown> = {};
  let at = error;
  for (let depth = 0; depth < maxCauses && at instanceof Error; depth += 1) {
    const { message, cause, ...fields } = readable(at);
    failure['messages'] = [...((failure['messages'] as string[] | undefined) ?? []), message];
    Object.assign(failure, fields, expectation(cause));
    at = cause;
  }
  return withoutSecrets(error instanceof Error ? failure : { messages: [String(error)] }, secrets);
}

function withoutSecrets(failure: Record<string, unknown>, secrets: readonly string[]): Record<string, unknown> {
  const clean = (text: string) =>
    secrets
      .filter((secret) => secret.length >= shortestSecret)
      .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
      .slice(0, longestText);
  const cleaned = (value: unknown): unknown => {
    if (typeof value === 'string') return clean(value);
    return Array.isArray(value) ? value.map(cleaned) : value;
  };
  return Object.fromEntries(Object.entries(failure).map(([name, value]) => [name, cleaned(value)]));
}

const shortestSecret = 4;
const longestText = 500;

const maxCauses = 5;

interface Readable {
  readonly message: string;
  readonly cause: unknown;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly error?: unknown;
  readonly error_description?: unknown;
  readonly hostname?: unknown;
}

function readable(error: Error): Readable {
  const { code, status, error: oauthError, error_description: description, hostname } = error as Partial<Readable>;
  const fields = { code, status, error: oauthError, error_description: description, hostname };
  const details = Object.entries(fields).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return { ...Object.fromEntries(details), message: error.message, cause: error.cause };
}

/** For a failed comparison: the attribute, its expected value, and the received issuer or algorithm. */
function expectation(cause: unknown): Record<string, unknown> {
  if (typeof cause !== 'object' || cause === null || cause instanceof Error) return {};
  const { attribute, claim, expected, body, claims } = cause as Record<string, unknown>;
  const name = attribute ?? claim;
  if (typeof name !== 'string') return {};
  const isOpen = name === 'issuer' || name === 'iss' || name === 'aud' || name === 'azp';
  const from = (body ?? claims) as Record<string, unknown> | undefined;
  return { attribute: name, ...(isOpen ? { expected, received: from?.[name] } : {}) };
}
