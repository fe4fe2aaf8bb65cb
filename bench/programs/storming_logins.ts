/** Keeps a server's login queue full. Prints a line once somebody was told to come back; goes on until its input ends. */
import { logIn } from "../support/account.ts";

const { PORT = "", USERNAME = "", AT_ONCE = "0" } = Deno.env.toObject();
/** Who is told to come back does so as players would: not at once, and not all together. */
const BACK_AFTER_MS = 250;
const BACK_WITHIN_MS = 500;

let isFull = false;
let isOver = false;

async function storm(): Promise<void> {
  while (!isOver) {
    const status = await logIn(Number(PORT), USERNAME);
    if (status !== 503) continue;
    if (!isFull) console.log("full");
    isFull = true;
    await new Promise((resolve) => setTimeout(resolve, BACK_AFTER_MS + Math.random() * BACK_WITHIN_MS));
  }
}

const storms = Array.from({ length: Number(AT_ONCE) }, storm);
for await (const _ of Deno.stdin.readable);
isOver = true;
await Promise.all(storms);
