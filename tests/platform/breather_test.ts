import { expect } from "expect";
import { breathe } from "../../lib/platform/breather.ts";
import { inBatches } from "../../lib/platform/database/batches.ts";

/** How many pieces of a millisecond are done while somebody knocks five times. */
async function piecesWhileKnocked(work: (piece: () => boolean) => Promise<void>): Promise<number> {
  let pieces = 0;
  let isOver = false;
  const working = work(() => {
    for (const untilMs = performance.now() + 1; performance.now() < untilMs;);
    pieces += 1;
    return !isOver;
  });
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  for (let knock = 0; knock < 5; knock += 1) {
    const accepted = listener.accept();
    using _client = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    (await accepted).close();
  }
  const done = pieces;
  isOver = true;
  await working;
  return done;
}

// By immediates alone each knock takes some tens of pieces.
Deno.test("between two breaths the sockets are looked at", async () => {
  const pieces = await piecesWhileKnocked(async (piece) => {
    while (piece()) await breathe();
  });
  expect(pieces).toBeLessThan(50);
});

Deno.test("many rows that are changed in batches hold up no socket", async () => {
  const pieces = await piecesWhileKnocked((piece) => inBatches(1, () => Promise.resolve(piece() ? 1 : 0)));
  expect(pieces).toBeLessThan(50);
});
