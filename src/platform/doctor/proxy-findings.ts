import { maxUploadBytes } from '../limits.ts';
import type { Config } from '../startup/config.ts';
import { failure, type Finding, ok, reasonOf, warning } from './finding.ts';
import { type OtherReply, probe, probeHoldMs, type ProbeReply } from './probe.ts';

type Settings = Pick<Config, 'publicUrl' | 'TRUSTED_PROXIES'>;

/** An address that nobody has (RFC 5737), which the probe claims as its own. */
const claimedAddress = '203.0.113.77';
const mebibyte = 1024 * 1024;
/** Fields and boundaries around an uploaded file. */
const uploadOverheadBytes = 256 * 1024;
/** A little more than the largest upload, for the configuration of a proxy. */
const proxyLimitMebibytes = Math.ceil(maxUploadBytes / mebibyte) + 4;

/** Sends a request to PUBLIC_URL, and checks what the proxies in between do to it. */
export async function proxyFindings(settings: Settings, secretKey: string): Promise<Finding[]> {
  const { publicUrl } = settings;
  const uploadBytes = maxUploadBytes + uploadOverheadBytes;
  let reply: ProbeReply | OtherReply;
  try {
    reply = await probe({ publicUrl, secretKey, claimedAddress, uploadBytes });
  } catch (error) {
    return [unreachable(publicUrl, error)];
  }
  if ('status' in reply) return [otherServer(publicUrl, reply)];
  return [ok('reachable', 'ok', { publicUrl }), ...findingsOf(settings, reply)];
}

/** The findings of a probe that reached this installation. */
export function findingsOf(settings: Settings, reply: ProbeReply): Finding[] {
  return [liveUpdates(reply), clientAddress(settings, reply), cookies(settings, reply), uploadSize(reply)];
}

function liveUpdates({ leadMs, isDirect }: ProbeReply): Finding {
  if (leadMs < probeHoldMs / 2) return failure('live-updates', 'buffered', {}, 'proxy_buffering off;');
  return ok('live-updates', isDirect ? 'direct' : 'ok');
}

function clientAddress({ TRUSTED_PROXIES: trusted }: Settings, { seen, isDirect }: ProbeReply): Finding {
  const { address, forwardedFor } = seen;
  const claimed = forwardedFor.lastIndexOf(claimedAddress);
  // A proxy adds an address after those that it was sent, or replaces them.
  const proxies = forwardedFor.length - 1 - claimed;
  const setting = `TRUSTED_PROXIES=${proxies}`;
  if (address === claimedAddress) return failure('client-address', 'forged', { trusted, proxies }, setting);
  if (proxies !== trusted) return warning('client-address', 'count', { trusted, proxies }, setting);
  if (proxies > 0) return ok('client-address', 'ok', { trusted });
  if (isDirect) return ok('client-address', 'direct');
  const header = 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;';
  return warning('client-address', 'hidden', { address }, header);
}

/** The Secure attribute and the name of the cookie depend on how the server believes it was called. */
function cookies({ publicUrl }: Settings, { seen }: ProbeReply): Finding {
  const { origin, protocol } = new URL(publicUrl);
  const isSecure = protocol === 'https:';
  if (isSecure && !seen.isSecure) {
    return failure('cookies', 'insecure', {}, 'proxy_set_header X-Forwarded-Proto $scheme;');
  }
  if (seen.origin !== origin) {
    return warning('cookies', 'host', { origin: seen.origin, publicUrl }, 'proxy_set_header Host $http_host;');
  }
  return ok('cookies', isSecure ? 'ok' : 'plain');
}

function uploadSize({ uploadRefusal: status }: ProbeReply): Finding {
  const mebibytes = maxUploadBytes / mebibyte;
  if (status === null) return ok('upload-size', 'ok', { mebibytes });
  const setting = `client_max_body_size ${proxyLimitMebibytes}m;`;
  return warning('upload-size', 'refused', { mebibytes, status: String(status) }, setting);
}

function unreachable(publicUrl: string, error: unknown): Finding {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  const reason = code ?? reasonOf(error);
  const isCertificate = code !== null && /CERT|SIGNATURE|SELF_SIGNED/.test(code);
  if (isCertificate) return failure('reachable', 'certificate', { publicUrl, reason });
  return warning('reachable', 'unreachable', { publicUrl, reason }, `curl -i ${publicUrl}/health`);
}

function otherServer(publicUrl: string, { status, location }: OtherReply): Finding {
  if (location !== null && status >= 300 && status < 400) {
    const target = URL.canParse(location, publicUrl) ? new URL(location, publicUrl).href : location;
    const address = target.replace(/\/health\/probe\/?$/, '');
    return failure('reachable', 'redirect', { publicUrl, location: address }, `PUBLIC_URL=${address}`);
  }
  return failure('reachable', 'other-server', { publicUrl, status: String(status) }, `curl -i ${publicUrl}/health`);
}
