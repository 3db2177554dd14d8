import type { Config } from '../config.ts';
import { databaseFindings } from './database-findings.ts';
import { type Finding, ok } from './finding.ts';
import { folderFindings } from './folder-findings.ts';
import { mailFindings } from './mail-findings.ts';

/** Looks at everything that an installation stands on; each finding that is not well says what to do. */
export async function examine(config: Config, version: string): Promise<Finding[]> {
  return [
    ok('version', `TaskUno ${version} on Node ${process.versions.node}`),
    ...folderFindings(config),
    ...(await databaseFindings(config)),
    ...(await mailFindings(config)),
    address(config),
  ];
}

/** Links in mails and cookies are made for this address. */
function address({ HOST, publicUrl }: Config): Finding {
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(publicUrl).hostname);
  const isReachable = HOST === '0.0.0.0' || HOST === '::';
  if (!isLocal || !isReachable) return ok('address', publicUrl);
  const fix = 'Set PUBLIC_URL to the address that people open.';
  return { name: 'address', health: 'warning', found: `${publicUrl}, though others reach this server`, fix };
}
