/**
 * A random UUID (version 4, RFC 9562). `crypto.randomUUID` is missing on pages over plain HTTP from another machine;
 * `getRandomValues` is not.
 */
export function newId(): string {
  const bytes = Array.from(crypto.getRandomValues(new Uint8Array(16)));
  const idBytes = bytes.map((byte, index) =>
    index === 6 ? (byte % 16) + 0x40 : index === 8 ? (byte % 64) + 0x80 : byte,
  );
  const hex = idBytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
