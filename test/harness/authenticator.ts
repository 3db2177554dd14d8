import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** Deviations of an authenticator from the standard. */
export interface Misbehaviour {
  readonly origin?: string;
  readonly relyingParty?: string;
  readonly challenge?: string;
  /** The user was present, but not verified by fingerprint or PIN. */
  readonly isUnverified?: boolean;
  readonly type?: string;
  readonly counter?: number;
  readonly key?: KeyObject;
}

/** Options from the server, as far as they are used here. */
const Options = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string().optional() }).optional(),
  rpId: z.string().optional(),
});
type Options = z.output<typeof Options>;

const origin = 'http://localhost:8080';
const userPresent = 1;
const userVerified = 4;
const attested = 64;

/** An authenticator with one key (WebAuthn Level 3, 6.1 and 6.5), in software. */
export function makeAuthenticator() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32);
  let counter = 0;

  const clientData = (type: string, options: Options, wrong: Misbehaviour) =>
    Buffer.from(
      JSON.stringify({
        type: wrong.type ?? type,
        challenge: wrong.challenge ?? options.challenge,
        origin: wrong.origin ?? origin,
        crossOrigin: false,
      }),
    );
  const authenticatorData = (flags: number, relyingParty: string, wrong: Misbehaviour, rest = Buffer.alloc(0)) => {
    counter += 1;
    const head = Buffer.alloc(5);
    head.writeUInt8(wrong.isUnverified ? flags & ~userVerified : flags);
    head.writeUInt32BE(wrong.counter ?? counter, 1);
    return Buffer.concat([digest(wrong.relyingParty ?? relyingParty), head, rest]);
  };
  const named = (response: object) => ({
    id: credentialId.toString('base64url'),
    rawId: credentialId.toString('base64url'),
    type: 'public-key' as const,
    clientExtensionResults: {},
    response,
  });

  return {
    privateKey,
    /** A browser's response when a passkey is created. */
    create(sent: unknown, wrong: Misbehaviour = {}) {
      const options = Options.parse(sent);
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const [left, right] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
      // COSE_Key (RFC 9052): kty EC2, alg ES256, curve P-256, x, y.
      const key = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        left,
        Buffer.from('225820', 'hex'),
        right,
      ]);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const credential = Buffer.concat([Buffer.alloc(16), length, credentialId, key]);
      const flags = userPresent | userVerified | attested;
      const data = authenticatorData(flags, options.rp?.id ?? 'localhost', wrong, credential);
      // A CBOR map (RFC 8949): fmt "none", attStmt {}, authData.
      const dataLength = Buffer.alloc(3, 0x59);
      dataLength.writeUInt16BE(data.length, 1);
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3]),
        cborText('fmt'),
        cborText('none'),
        cborText('attStmt'),
        Buffer.from([0xa0]),
        cborText('authData'),
        dataLength,
        data,
      ]);
      return named({
        clientDataJSON: clientData('webauthn.create', options, wrong).toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal'],
      });
    },
    /** A browser's response at a sign-in. */
    get(sent: unknown, wrong: Misbehaviour = {}) {
      const options = Options.parse(sent);
      const client = clientData('webauthn.get', options, wrong);
      const data = authenticatorData(userPresent | userVerified, options.rpId ?? 'localhost', wrong);
      const signature = createSign('sha256')
        .update(Buffer.concat([data, digest(client)]))
        .sign(wrong.key ?? privateKey);
      return named({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      });
    },
  };
}

function digest(bytes: string | Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
}
