/**
 * Epic's two issuers on loopback: their keys, and ID tokens as they sign them.
 * https://dev.epicgames.com/docs/epic-account-services/auth/auth-interface, "Validating ID Tokens"
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from "jose";
import { listen } from "./loopback.ts";

/** What Epic may do instead of answering. `silent`: it takes the call and says nothing. */
export type EpicFault = "silent" | "hang_up" | "garbage" | { readonly status: number };
/** Epic signs ID tokens as two issuers. */
export type EpicIssuer = "connect" | "account";

/** Epic, as far as the server asks it. */
export interface FakeEpic {
  /** For `auth.epic.connectUrl` and `auth.epic.accountUrl`. */
  readonly connectUrl: string;
  /** The same for Account tokens. */
  readonly accountUrl: string;
  /** How often keys were asked for. */
  keyCalls(): number;
  /** Resolves when they are asked for the next time. */
  nextKeyCall(): Promise<void>;
  /** From now on, until it is set to null. */
  fault: EpicFault | null;
  /** An ID token as Epic signs it; `claims` and `header` replace parts of it. */
  sign(issuer: EpicIssuer, claims?: Record<string, unknown>, header?: { kid?: string; alg?: string }): Promise<string>;
  /** From now on, whether the published keys say which algorithm they are for; Epic's do. */
  keysNameAlgorithm: boolean;
  /** A new key signs, and is published in place of the old one. */
  rotateKey(): Promise<void>;
  /** Ends it. */
  close(): Promise<void>;
}

interface FakeEpicOptions {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly now: () => Date;
}

/** As Epic's own: https://api.epicgames.dev/auth/v1/oauth and https://api.epicgames.dev/epic/oauth/v2 */
const CONNECT_PATH = "/auth/v1/oauth";
const ACCOUNT_PATH = "/epic/oauth/v2";

/** Made once: an RSA key takes a second. */
let firstKey: Promise<Key> | null = null;

export async function startFakeEpic(options: FakeEpicOptions): Promise<FakeEpic> {
  let key = await (firstKey ??= makeKey(1));
  let keyNumber = 1;
  let keyCalls = 0;
  let called = Promise.withResolvers<void>();

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const isKeys = request.url === `${CONNECT_PATH}/jwks` || request.url === `${ACCOUNT_PATH}/.well-known/jwks.json`;
    if (!isKeys) return send(response, 404, "{}");
    keyCalls++;
    called.resolve();
    called = Promise.withResolvers();
    const { fault } = fake;
    if (fault === "silent") return;
    if (fault === "hang_up") return void response.destroy();
    if (fault === "garbage") return send(response, 200, '{"keys":"none today"}');
    if (fault !== null) return send(response, fault.status, "");
    send(
      response,
      200,
      JSON.stringify({ keys: [fake.keysNameAlgorithm ? { ...key.publicJwk, alg: "RS256" } : key.publicJwk] }),
    );
  };
  const server = await listen(createServer(answer));

  const fake: FakeEpic = {
    connectUrl: `${server.url}${CONNECT_PATH}`,
    accountUrl: `${server.url}${ACCOUNT_PATH}`,
    keyCalls: () => keyCalls,
    nextKeyCall: () => called.promise,
    fault: null,
    keysNameAlgorithm: true,
    async sign(issuer, claims = {}, header = {}) {
      const { alg = "RS256" } = header;
      const now = Math.floor(options.now().getTime() / 1_000);
      const own: JWTPayload = issuer === "connect"
        ? {
          iss: fake.connectUrl,
          sub: "0002f5c1a7e94b2c9d3e4f5061728394",
          pfpid: "prod-fn",
          pfsid: "sandbox",
          pfdid: options.deploymentId,
          act: { pltfm: "other", eaid: "8f3a", dn: "Merlin" },
        }
        : { iss: fake.accountUrl, sub: "3d1f0d9f2a9b4a6e8c7b5a4f3e2d1c0b", dn: "Merlin", pfpid: "prod-fn" };
      return new SignJWT({ aud: options.clientId, iat: now, exp: now + 3_600, ...own, ...claims })
        .setProtectedHeader({ alg, kid: header.kid ?? key.kid })
        .sign(await importJWK(key.privateJwk, alg));
    },
    async rotateKey() {
      key = await makeKey(++keyNumber);
    },
    close: server.close,
  };
  return fake;
}

interface Key {
  readonly kid: string;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
}

async function makeKey(number: number): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = `epic-${number}`;
  return {
    kid,
    privateJwk: await exportJWK(privateKey),
    publicJwk: { ...await exportJWK(publicKey), kid, use: "sig" },
  };
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body);
}
