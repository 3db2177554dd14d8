import type { Socket } from 'node:net';
import type { Scope } from '../access/scope.ts';
import type { Actor } from '../context.ts';
import type { UserId } from '../ids.ts';

/** Reads what a listener may see now. One object for all streams of a module. */
export interface StreamAccess {
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
  readonly isSignedIn: (actor: Actor) => Promise<boolean>;
}

/** The listener of a stream. Its scope and its session are read again whenever access changes. */
export interface Listener {
  readonly userId: UserId;
  readonly actor: Actor;
  /** The key by which an access change names its credentials. */
  readonly credentialKey: string;
  readonly access: StreamAccess;
}

export interface OpenStream {
  readonly socket: Socket;
  readonly listener: Listener;
  /** Whether it ends after the first events. */
  readonly isPoll: boolean;
  /** Events up to this position were written before it joined the open streams. */
  from: number;
  /** What the listener may see. */
  scope: Scope;
  /** How often access of the listener has changed, and up to which change `scope` is current. */
  changes: number;
  readChanges: number;
  /** Which heartbeats it gets. */
  readonly group: number;
  /** Heartbeats until the credentials are checked again, because they can expire. */
  beatsToRecheck: number;
  /** The bytes that the client had taken at the last heartbeat, if more were waiting; else -1. */
  takenAtBeat: number;
  /** The events of the current batch that are visible to the listener, a bit for each. */
  visible: number;
}

/** A reader with this many unsent bytes is too slow: it is disconnected and resumes. */
const maxWaitingBytes = 1024 * 1024;
/** A client that does not take the end of its stream is cut off. */
const lingerMs = 5_000;

/** Whether access changed since the scope was read: it is read again before the next event. */
export function isStale({ changes, readChanges }: OpenStream): boolean {
  return readChanges < changes;
}

export function hasEnded({ socket }: OpenStream): boolean {
  return socket.destroyed || socket.writableEnded;
}

/** Writes events. They are the last bytes of a poll. */
export function send(stream: OpenStream, bytes: Buffer | string): void {
  if (stream.isPoll) end(stream, bytes);
  else write(stream, bytes);
}

/** Writes, unless the reader is too slow. */
export function write(stream: OpenStream, bytes: Buffer | string): void {
  const { socket } = stream;
  if (hasEnded(stream)) return;
  if (socket.writableLength > maxWaitingBytes) socket.destroy();
  else socket.write(bytes);
}

/** Ends the stream. Nothing is written to it afterwards. */
export function end(stream: OpenStream, lastBytes: Buffer | string = ''): void {
  const { socket } = stream;
  if (hasEnded(stream)) return;
  socket.end(lastBytes, () => socket.destroy());
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

/** Whether bytes wait for the client, and it has taken none of them since the last heartbeat. */
export function takesNothing(stream: OpenStream): boolean {
  const { bytesWritten, writableLength } = stream.socket;
  const taken = writableLength === 0 ? -1 : bytesWritten - writableLength;
  const isStuck = taken !== -1 && taken === stream.takenAtBeat;
  stream.takenAtBeat = taken;
  return isStuck;
}
