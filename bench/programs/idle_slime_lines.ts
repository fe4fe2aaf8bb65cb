/** Registers players at the Slime door, logs them in and keeps their lines. Prints a line once all are in. */
import { SlimeLine } from "../support/slime_line.ts";

const { PORT = "", COUNT = "0", PREFIX = "" } = Deno.env.toObject();
const AT_ONCE = 50;

async function enter(username: string): Promise<SlimeLine> {
  const line = await SlimeLine.connect(Number(PORT));
  await line.register(username);
  await line.logIn(username);
  return line;
}

const lines: SlimeLine[] = [];
while (lines.length < Number(COUNT)) {
  const count = Math.min(AT_ONCE, Number(COUNT) - lines.length);
  lines.push(
    ...await Promise.all(Array.from({ length: count }, (_, index) => enter(`${PREFIX}_${lines.length + index}`))),
  );
}
console.log(lines.length);
for await (const _ of Deno.stdin.readable);
