import type { Readable } from 'node:stream';
import { DomainError } from '../errors.ts';
import { readUpload, type UploadRequest } from './upload.ts';

export const maxPictureBytes = 1024 * 1024;

/** Types of pictures by their first bytes; what a file calls itself says nothing. */
const signatures: readonly [string, RegExp][] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF.{4}WEBP/s],
];

/** So many bytes at a file's start are enough to know it. */
export const signatureBytes = 16;

/**
 * Takes an uploaded picture of at most 1 MiB.
 * @throws DomainError 415 for what is no PNG, JPEG, GIF or WebP by its bytes, 413.
 */
export async function readPicture(request: UploadRequest): Promise<Buffer> {
  const { stored: bytes } = await readUpload(request, { maxBytes: maxPictureBytes, store: readSmall });
  if (pictureType(bytes) === null) {
    throw new DomainError('unsupported-type', 'not-a-picture', 'Choose a PNG, JPEG, GIF or WebP picture.');
  }
  return bytes;
}

/** Shows a picture that was kept: as what its bytes say, and so that nothing in it can run. */
export async function showPicture(stored: Readable): Promise<Response> {
  const bytes = await readSmall(stored);
  const headers = {
    'content-type': pictureType(bytes) ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=86400',
    'content-security-policy': "default-src 'none'; sandbox",
  };
  return new Response(new Uint8Array(bytes), { headers });
}

/** PNG, JPEG, GIF or WebP by its bytes; null for all else, which no browser may be shown as what it claims to be. */
export function pictureType(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, signatureBytes);
  return signatures.find(([, signature]) => signature.test(start))?.[0] ?? null;
}

async function readSmall(bytes: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxPictureBytes) {
      throw new DomainError('too-large', 'too-large', 'The picture is larger than 1 MiB.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
