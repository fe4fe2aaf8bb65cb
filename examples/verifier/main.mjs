/**
 * Verifies tokens from the command line:
 *
 *     deno run --allow-net examples/verifier/main.mjs http://127.0.0.1:8080 my_game server_001 <token>
 *     node examples/verifier/main.mjs http://127.0.0.1:8080 my_game server_001 <token>
 *
 * Prints one line of JSON and ends with 0 for a valid token, 1 for any other.
 */
import process from "node:process";
import { createVerifier } from "./verifier.mjs";

const [baseUrl, gameId, serverId, token] = process.argv.slice(2);
if (baseUrl === undefined || gameId === undefined || serverId === undefined || token === undefined) {
  process.stderr.write("usage: main.mjs <url of Gatehouse> <game> <server> <token>\n");
  process.exit(2);
}
const verifier = createVerifier({ baseUrl, gameId, serverId });
const verdict = await verifier.verify(token);
verifier.stop();
process.stdout.write(`${JSON.stringify(verdict)}\n`);
process.exitCode = verdict.valid ? 0 : 1;
