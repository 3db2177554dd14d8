import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HttpRequest } from './route.ts';

/**
 * Replies 200 with exactly `length` bytes of a stream. If the stream breaks or has another length, the connection is
 * closed: the client sees a failed download, never an incomplete file that looks complete.
 */
export async function sendStream(
  { raw, outgoing, headers, context }: HttpRequest,
  bytes: Readable,
  length: number,
  contentHeaders: Readonly<Record<string, string>>,
): Promise<Response> {
  const all = { ...headers, ...contentHeaders, 'content-length': String(length) };
  if (raw.method === 'HEAD') {
    bytes.destroy();
    return new Response(null, { headers: all });
  }
  const exact = exactly(bytes, length);
  if (!outgoing) {
    const web = Readable.toWeb(Readable.from(exact)) as ReadableStream<Uint8Array>;
    return new Response(web as unknown as ConstructorParameters<typeof Response>[0], { headers: all });
  }
  outgoing.writeHead(200, all);
  try {
    await pipeline(exact, outgoing);
  } catch (error) {
    if (!isLeft(error)) context.log.error({ requestId: context.requestId, err: error }, 'a response was interrupted');
  }
  return RESPONSE_ALREADY_SENT;
}

async function* exactly(bytes: Readable, length: number): AsyncGenerator<Buffer> {
  let count = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    count += chunk.length;
    if (count > length) break;
    yield chunk;
  }
  if (count !== length) throw new Error(`the stream has not the ${length} bytes that were announced`);
}

/** Whether the client closed the connection. */
function isLeft(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}
