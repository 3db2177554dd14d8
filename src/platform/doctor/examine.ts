import { hostname } from 'node:os';
import type { Config } from '../startup/config.ts';
import { isLoopback } from '../loopback.ts';
import { databaseFindings } from './database-findings.ts';
import { descriptorFinding } from './descriptor-finding.ts';
import { type Finding, ok } from './finding.ts';
import { folderFindings } from './folder-findings.ts';
import { mailFindings } from './mail-findings.ts';

/** Checks everything that an installation depends on. Each finding that is not ok has a fix. */
export async function examine(config: Config, version: string): Promise<Finding[]> {
  return [
    ok('version', `TaskUno ${version} on Node ${process.versions.node}`),
    ...folderFindings(config),
    descriptorFinding(),
    ...(await databaseFindings(config)),
    ...(await mailFindings(config)),
    address(config),
  ];
}

/** Checks PUBLIC_URL: links in mails, passkeys and OpenID use it. */
function address({ HOST, publicUrl }: Config): Finding {
  if (!isLoopback(new URL(publicUrl).hostname) || isLoopback(HOST)) return ok('address', publicUrl);
  const fix = `Set PUBLIC_URL to the address that people open, such as http://${hostname()}:8080: links, passkeys and OpenID lead to ${publicUrl} until then.`;
  return { name: 'address', health: 'warning', found: `${publicUrl}, but other machines can reach this server`, fix };
}
