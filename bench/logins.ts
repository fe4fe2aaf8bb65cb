/** How many logins a second go through the whole server, beside what the cores could hash if they did nothing else. */
import { compareSync, hashSync } from "bcryptjs";
import { logIn, PASSWORD, register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { median } from "./support/http_load.ts";

export const name = "logins a second beside the cores' own bcrypt";

const COST = 12;
const ROUNDS = 3;
const LOGINS_A_ROUND = 24;

export async function run(): Promise<void> {
  const cores = navigator.hardwareConcurrency;
  const hash = hashSync(PASSWORD, COST);
  const server = startChild("programs/gatehouse.ts");
  try {
    const port = Number(await server.line());
    await register(port, "bench");
    const ratios: number[] = [];
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const compareSeconds = median(Array.from({ length: 5 }, () => {
        const startedAt = performance.now();
        compareSync(PASSWORD, hash);
        return (performance.now() - startedAt) / 1_000;
      }));
      const startedAt = performance.now();
      let left = LOGINS_A_ROUND;
      await Promise.all(Array.from({ length: cores * 2 }, async () => {
        while (left-- > 0) {
          const { status } = await logIn(port, "bench");
          if (status !== 200) throw new Error(`Could not log in: ${status}`);
        }
      }));
      const rate = LOGINS_A_ROUND / ((performance.now() - startedAt) / 1_000);
      rates.push(rate);
      ratios.push(rate / (cores / compareSeconds));
    }
    console.log(
      `  ${median(ratios).toFixed(2)} of cores / compare (${
        median(rates).toFixed(1)
      } logins/s, ${cores} cores; aim 0.9)`,
    );
  } finally {
    await server.end();
  }
}
