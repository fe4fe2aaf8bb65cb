import { expect } from "expect";
import { wildstarConfig } from "../../../lib/games/wildstar/config.ts";
import { encodeServerMessage } from "../../../lib/games/wildstar/auth/protocol/server_messages.ts";
import wildstar from "../../../lib/games/wildstar/module.ts";
import type { CredentialScheme, ListenOptions, ModuleContext } from "../../../lib/modules/mod.ts";
import hello from "../../vectors/wildstar_auth.json" with { type: "json" };
import { createFakeCore } from "./fake_core.ts";
import { createFakeLine } from "./fake_line.ts";

/** What the module registers. */
function initialize(config: object = {}) {
  const listening = new Map<string, ListenOptions>();
  const schemes: CredentialScheme[] = [];
  const sessionKeys: string[] = [];
  const registrations: Pick<
    ModuleContext,
    | "config"
    | "listen"
    | "registerAccountDeleteHook"
    | "registerCredentialScheme"
    | "registerImport"
    | "registerSessionKey"
  > = {
    config: wildstarConfig.parse(config),
    listen: (port, options) => void listening.set(port, options),
    registerAccountDeleteHook: () => {},
    registerCredentialScheme: (scheme) => void schemes.push(scheme),
    registerImport: () => {},
    registerSessionKey: (kind) => void sessionKeys.push(kind),
  };
  // The ports that this module does not use are missing.
  wildstar.initialize({ ...createFakeCore(), ...registrations } as unknown as ModuleContext);
  return { listening, schemes, sessionKeys };
}

Deno.test("the ports are the contract's: STS on AUTH_PORT, Auth on REALM_PORT", () => {
  expect([wildstar.id, wildstar.name]).toEqual(["wildstar", "WildStar"]);
  expect(wildstar.ports).toEqual({
    auth: { port: 6600, variable: "AUTH_PORT", door: "wildstar_sts" },
    realm: { port: 23115, variable: "REALM_PORT", door: "wildstar_auth" },
  });
});

Deno.test("both ports get sessions, with the deadlines of the document, and the scheme is registered", () => {
  const { listening, schemes, sessionKeys } = initialize({ silenceMs: 700 });
  expect(sessionKeys).toEqual(["wildstar-session"]);
  expect(schemes.map(({ name }) => name)).toEqual(["srp6-wildstar"]);
  expect(listening.get("auth")).toMatchObject({
    helloTimeoutMs: 30_000,
    idleTimeoutMs: 300_000,
    frameBytesMax: 2048 + 8192,
    silenceMs: 700,
  });
  expect(listening.get("realm")).toMatchObject({ helloTimeoutMs: 30_000, frameBytesMax: 8192 });
});

Deno.test("STS is silent at first and says hello after the silence; Auth says hello at once", () => {
  const { listening } = initialize();
  const sts = createFakeLine();
  const stsSession = listening.get("auth")!.session(sts);
  stsSession.opened?.();
  expect(sts.takeSent().length).toBe(0);
  stsSession.silent?.();
  expect(sts.takeSent().toHex()).toBe(hello.server_hello.frame);
  const auth = createFakeLine();
  listening.get("realm")!.session(auth).opened?.();
  expect(auth.takeSent().toHex()).toBe(hello.server_hello.frame);
});

Deno.test("the native dialect is spoken to who speaks first", async () => {
  const line = createFakeLine();
  const session = initialize().listening.get("auth")!.session(line);
  await session.receive(new TextEncoder().encode("POST /Nowhere STS/1.0\r\ns:1\r\n\r\n"));
  expect(new TextDecoder().decode(line.takeSent())).toBe("STS/1.0 404  Not Found\r\nl:0\r\ns:1R\r\n\r\n");
});

Deno.test("the configuration has defaults, and bounds that fit a frame", () => {
  expect(wildstarConfig.parse(undefined)).toEqual({
    silenceMs: 2_000,
    bindGameTokenToAddress: true,
    realmMessages: [],
  });
  const realmMessages = Array.from({ length: 8 }, () => "x".repeat(400));
  const messages = wildstarConfig.parse({ realmMessages }).realmMessages.map((text, index) => ({
    index,
    texts: [text],
  }));
  for (const form of ["packed", "documented"] as const) encodeServerMessage({ type: "realmMessages", messages }, form);
  for (
    const wrong of [
      { silenceMs: 49 },
      { silenceMs: 5_001 },
      { realmMessages: [""] },
      { realmMessages: ["x".repeat(401)] },
      { realmMessages: [...realmMessages, "x"] },
      { unknown: 1 },
    ]
  ) expect(wildstarConfig.safeParse(wrong).success).toBe(false);
});
