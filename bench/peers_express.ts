/** What a verified call costs beside a peer's, in one run: Express with jsonwebtoken on Node, where that is at home. */
import { besideBothSecrets } from "./support/both_secrets.ts";
import { loadHttp } from "./support/http_load.ts";

export const name = "peers: verify beside Express and jsonwebtoken";
/** It fetches them from npm. */
export const isOnlyByName = true;

const PROGRAM = { script: "express_jwt.mjs", packages: ["express@5.3.0", "jsonwebtoken@9.0.3"] };
const REQUESTS = 15_000;
const CONNECTIONS = 16;

export async function run(): Promise<void> {
  await besideBothSecrets(PROGRAM, {
    count: REQUESTS,
    aim: 5,
    run: async ({ port, token }) => {
      await loadHttp({
        hostname: "127.0.0.1",
        port,
        connections: CONNECTIONS,
        requests: REQUESTS,
        path: "/api/auth/verify",
        headers: { authorization: `Bearer ${token}` },
      });
    },
  });
}
