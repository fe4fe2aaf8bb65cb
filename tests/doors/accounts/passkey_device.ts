/** An authenticator for passkeys, written from WebAuthn Level 3 alone: ES256, attestation `none`, its user always there. */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** User present and verified: 6.1. */
const PRESENT = 0x05;
const HAS_KEY = 0x40;

export interface PasskeyDevice {
  /** How often it says that it signed; 0 is one that does not count. */
  counter: number;
  /** As `toJSON()` of what `navigator.credentials.create` gives for these options. */
  create(options: { challenge: string; rp: { id: string }; user: { id: string } }): unknown;
  /** As `toJSON()` of what `navigator.credentials.get` gives. */
  get(options: { challenge: string; rpId: string }): unknown;
}

/** With room for one passkey, at the page of `origin`. */
export function createPasskeyDevice(origin: string): PasskeyDevice {
  const id = new Uint8Array(randomBytes(16));
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  let userHandle = "";
  const clientData = (type: string, challenge: string) =>
    new TextEncoder().encode(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const credential = { id: toText(id), rawId: toText(id), type: "public-key", clientExtensionResults: {} };

  return {
    counter: 0,
    create({ challenge, rp, user }) {
      userHandle = user.id;
      const key = concat(new Uint8Array(16), [0, id.length], id, coseKey(publicKey.export({ format: "jwk" })));
      const data = concat(head(rp.id, PRESENT | HAS_KEY, this.counter), key);
      const attestationObject = concat(
        [0xa3],
        text("fmt"),
        text("none"),
        text("attStmt"),
        [0xa0],
        text("authData"),
        [0x58, data.length],
        data,
      );
      const clientDataJSON = toText(clientData("webauthn.create", challenge));
      return { ...credential, response: { clientDataJSON, attestationObject: toText(attestationObject) } };
    },
    get({ challenge, rpId }) {
      const data = head(rpId, PRESENT, this.counter);
      const client = clientData("webauthn.get", challenge);
      const signature = sign("sha256", concat(data, sha256(client)), privateKey);
      return {
        ...credential,
        response: {
          clientDataJSON: toText(client),
          authenticatorData: toText(data),
          signature: toText(new Uint8Array(signature)),
          userHandle,
        },
      };
    },
  };
}

/** The beginning of the authenticator's data, 6.1. */
function head(rpId: string, flags: number, counter: number): Uint8Array<ArrayBuffer> {
  return concat(sha256(new TextEncoder().encode(rpId)), [flags], [0, 0, 0, counter]);
}

/** RFC 9053, 7.1.1: EC2, ES256, P-256. */
function coseKey({ x = "", y = "" }: { x?: string; y?: string }): Uint8Array<ArrayBuffer> {
  return concat([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32], fromText(x), [0x22, 0x58, 32], fromText(y));
}

/** A short text in CBOR: RFC 8949, 3.1. */
function text(value: string): Uint8Array<ArrayBuffer> {
  return concat([0x60 | value.length], new TextEncoder().encode(value));
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function toText(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function fromText(value: string): Uint8Array {
  return Uint8Array.fromBase64(value, { alphabet: "base64url" });
}
