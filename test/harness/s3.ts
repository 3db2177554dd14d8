import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
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
  /** Until `mend`, requests like `PUT /bucket/key?query` that match are refused, or their replies cut in the middle. */
  breakDown(matches: RegExp, fate: Fate): void;
  mend(): void;
  /** The ids of uploads in parts that were neither completed nor aborted. */
  uploads(): string[];
  /** Makes those uploads as old as this. */
  ageUploads(milliseconds: number): void;
  stop(): Promise<void>;
}

/** A refusal with one of the codes of S3, or a connection that breaks after some bytes of the reply. */
type Fate = { readonly status: number; readonly code: string } | 'cut midway';

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
  let broken: { readonly matches: RegExp; readonly fate: Fate } | null = null;
  const uploadFolder = join(directory, bucket, '._S3rver_uploads');
  const proxy = createServer((incoming, outgoing) => {
    const trouble = troubles.shift();
    if (trouble !== undefined) return refuse(outgoing, trouble);
    const { method, url = '', headers } = incoming;
    const fate = broken?.matches.test(`${method} ${url}`) === true ? broken.fate : null;
    if (fate !== null && fate !== 'cut midway') {
      incoming.resume();
      outgoing.writeHead(fate.status).end(`<Error><Code>${fate.code}</Code></Error>`);
      return;
    }
    if (answerUploads(uploadFolder, incoming, outgoing)) return;
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      if (fate === null) answer.pipe(outgoing);
      else answer.once('data', (bytes: Buffer) => outgoing.write(bytes, () => outgoing.destroy()));
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
    breakDown: (matches, fate) => void (broken = { matches, fate }),
    mend: () => void (broken = null),
    uploads: () => (existsSync(uploadFolder) ? readdirSync(uploadFolder) : []),
    ageUploads(milliseconds) {
      const time = (Date.now() - milliseconds) / 1_000;
      for (const id of readdirSync(uploadFolder)) utimesSync(join(uploadFolder, id), time, time);
    },
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

/** The two requests about uploads in parts that the server lacks: to list and to abort them. */
function answerUploads(folder: string, { method, url = '' }: IncomingMessage, outgoing: ServerResponse): boolean {
  const { searchParams } = new URL(url, 'http://localhost');
  const id = searchParams.get('uploadId');
  if (method === 'DELETE' && id !== null) {
    rmSync(join(folder, id), { recursive: true, force: true });
    outgoing.writeHead(204).end();
    return true;
  }
  if (method !== 'GET' || !searchParams.has('uploads')) return false;
  const uploads = (existsSync(folder) ? readdirSync(folder) : []).map((uploadId) => {
    const key = readFileSync(join(folder, uploadId, 'key'), 'utf8');
    const startedAt = statSync(join(folder, uploadId)).mtime.toISOString();
    return `<Upload><Key>${key}</Key><UploadId>${uploadId}</UploadId><Initiated>${startedAt}</Initiated></Upload>`;
  });
  outgoing.writeHead(200).end(`<ListMultipartUploadsResult>${uploads.join('')}</ListMultipartUploadsResult>`);
  return true;
}

function refuse(outgoing: ServerResponse, trouble: number | 'cut'): void {
  if (trouble === 'cut') outgoing.destroy();
  else outgoing.writeHead(trouble).end('<Error><Code>SlowDown</Code></Error>');
}
