/** Keeps a server's login queue full. Prints a line once somebody was told to come back; goes on until its input ends. */
import { logIn } from "../support/account.ts";

const { PORT = "", USERNAME = "", AT_ONCE = "0", IMPATIENT = "" } = Deno.env.toObject();
/** Whoever does not wait as long as was told presses the button again and again; nobody together with all others. */
const IMPATIENT_AFTER_MS = 250;
const BACK_WITHIN_MS = 500;

let isFull = false;
const over = Promise.withResolvers<true>();

async function storm(): Promise<void> {
  while (true) {
    const { status, retryAfterMs } = await logIn(Number(PORT), USERNAME);
    if (status === 503) {
      if (!isFull) console.log("full");
      isFull = true;
    }
    const waitMs = IMPATIENT === "" ? retryAfterMs : IMPATIENT_AFTER_MS;
    const isOver = await Promise.race([over.promise, status === 503 ? backAfter(waitMs) : false]);
    if (isOver) return;
  }
}

async function backAfter(waitMs: number): Promise<false> {
  await new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, waitMs + Math.random() * BACK_WITHIN_MS)));
  return false;
}

const storms = Array.from({ length: Number(AT_ONCE) }, storm);
for await (const _ of Deno.stdin.readable);
over.resolve(true);
await Promise.all(storms);
