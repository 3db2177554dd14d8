import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { parseParts } from './parse-parts.ts';

// The thread in which a received mail is parsed: it can be stopped, and its memory is limited.
const { raw } = z.object({ raw: z.instanceof(Uint8Array) }).parse(workerData);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(await parseParts(raw).catch(() => null));
