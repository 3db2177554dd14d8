import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly env: Readonly<Record<'STORAGE_URL' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY', string>>;
  /** The keys in the bucket. */
  keys(): string[];
  /** The fate of the next requests, one each: a reply with this status, or a broken connection. */
  disturb(...troubles: (number | 'cut')[]): void;
  stop(): Promise<void>;
}

const bucket = 'taskuno-files';

/** An S3 server that checks signatures, behind a proxy that can fail. */
export async function startS3(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'taskuno-s3-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    directory,
    silent: true,
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  const { port } = await server.run();
  const troubles: (number | 'cut')[] = [];
  const proxy = createServer((incoming, outgoing) => {
    const trouble = troubles.shift();
    if (trouble !== undefined) return refuse(outgoing, trouble);
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const stored = /^(.+)\._S3rver_object$/;
  return {
    endpoint,
    bucket,
    env: {
      STORAGE_URL: `s3://${bucket}/files?endpoint=${endpoint}`,
      S3_ACCESS_KEY_ID: 'S3RVER',
      S3_SECRET_ACCESS_KEY: 'S3RVER',
    },
    keys: () =>
      readdirSync(join(directory, bucket), { recursive: true, encoding: 'utf8' }).flatMap(
        (path) => stored.exec(path)?.[1] ?? [],
      ),
    disturb: (...next) => void troubles.push(...next),
    async stop() {
      proxy.closeAllConnections();
      await new Promise((resolve) => {
        proxy.close(resolve);
      });
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function refuse(outgoing: ServerResponse, trouble: number | 'cut'): void {
  if (trouble === 'cut') outgoing.destroy();
  else outgoing.writeHead(trouble).end('<Error><Code>SlowDown</Code></Error>');
}
