/** What a WildStar login costs the server: both its steps of SRP6, beside one modular exponentiation in OpenSSL. */
import { createChallenge, createVerifier, type Srp6Record } from "../lib/games/wildstar/crypto/srp6.ts";
import { fixedBytes } from "../lib/games/wildstar/crypto/srp6_hash.ts";
import { SRP6_PRIME } from "../lib/games/wildstar/crypto/srp6_steps.ts";
import { createSrp6Client } from "../lib/testing/srp6_client.ts";
import { cpuSeconds } from "./support/cpu_time.ts";
import { median } from "./support/http_load.ts";
import { measureExponentiation } from "./support/openssl.ts";

export const name = "SRP6: logins a second and core beside a 1024-bit exponentiation in OpenSSL";

const ROUNDS = 7;
const LOGINS_A_ROUND = 300;
const PLAYERS = 20;
const IDENTITY = "player@example.com";
const PASSWORD = "correct horse";

export function run(): Promise<void> {
  const logins = Array.from({ length: PLAYERS }, prepareLogin);
  const logIn = (time: number) => logins[time % PLAYERS]!();
  cpuSeconds(logIn, LOGINS_A_ROUND); // compiled before it counts
  const loginSeconds = median(Array.from({ length: ROUNDS }, () => cpuSeconds(logIn, LOGINS_A_ROUND)));
  const { seconds, by } = measureExponentiation(fixedBytes(SRP6_PRIME, 128).reverse());
  console.log(
    `  ${Math.round(1 / loginSeconds)} logins/s on one core, ${ms(loginSeconds)} each (aim under 1 ms): ${
      (loginSeconds / seconds).toFixed(1)
    } exponentiations in ${by} of ${ms(seconds)}`,
  );
  return Promise.resolve();
}

/** A player's exchange, whose client has done its part: the function is the server's, from LoginStart to M2. */
function prepareLogin(): () => void {
  const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  const salt = random(16);
  const record: Srp6Record = { salt, verifier: createVerifier({ identity: IDENTITY, password: PASSWORD, salt }) };
  const privateKey = random(32);
  const client = createSrp6Client({ identity: IDENTITY, password: PASSWORD }, random(128));
  const { proof } = client.answer(createChallenge(record, privateKey));
  // As the server does: the name as typed and in lower case.
  const answer = { clientPublicKey: client.publicKey, clientProof: proof, identities: [IDENTITY, IDENTITY] };
  return () => {
    if (createChallenge(record, privateKey).verify(answer) === null) throw new Error("Could not log in");
  };
}

function ms(seconds: number): string {
  return `${(seconds * 1_000).toFixed(3)} ms`;
}
