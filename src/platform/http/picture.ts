import type { Readable } from 'node:stream';
import { DomainError } from '../errors.ts';
import { readUpload, type UploadRequest } from './upload.ts';

export const maxPictureBytes = 1024 * 1024;

/** Picture types by their first bytes. The type that a file claims is ignored. */
const signatures: readonly [string, RegExp][] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF.{4}WEBP/s],
];

/** This many bytes at the start identify the type. */
export const signatureBytes = 16;

/**
 * Reads an uploaded picture of at most 1 MiB.
 * @throws DomainError 413; 415 if its bytes are not PNG, JPEG, GIF or WebP.
 */
export async function readPicture(request: UploadRequest): Promise<Buffer> {
  const { stored: bytes } = await readUpload(request, { maxBytes: maxPictureBytes, store: readPictureBytes });
  if (pictureType(bytes) === null) {
    throw new DomainError('unsupported-type', 'not-a-picture', 'Choose a PNG, JPEG, GIF or WebP picture.');
  }
  return bytes;
}

/** Replies with a stored picture, with the type of its bytes and headers that prevent any script in it. */
export async function showPicture(stored: Readable): Promise<Response> {
  const bytes = await readPictureBytes(stored);
  const headers = {
    'content-type': pictureType(bytes) ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=86400',
    'content-security-policy': "default-src 'none'; sandbox",
  };
  return new Response(new Uint8Array(bytes), { headers });
}

/**
 * The content type of PNG, JPEG, GIF or WebP by the first bytes; null for anything else, which must not be shown as a
 * picture.
 */
export function pictureType(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, signatureBytes);
  return signatures.find(([, signature]) => signature.test(start))?.[0] ?? null;
}

async function readPictureBytes(bytes: Readable): Promise<Buffer> {
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
