import { expect } from "expect";
import { createFloodRests } from "../../../lib/doors/net/flood_rests.ts";
import { createTestClock } from "../../support/test_clock.ts";

/** How long a line of the address would wait now, milliseconds. */
async function restOf(rests: ReturnType<typeof createFloodRests>, waits: number[], address: string): Promise<number> {
  waits.length = 0;
  void rests.over(address);
  await Promise.resolve();
  return waits[0] ?? 0;
}

Deno.test("a customer's network rests a second after its flood, and its /48 a quarter of one", async () => {
  const clock = createTestClock();
  const waits: number[] = [];
  const rests = createFloodRests({
    ...clock,
    after(delayMs, run) {
      waits.push(delayMs);
      return clock.after(delayMs, run);
    },
  });
  rests.begin("2001:db8:1:1::1");
  rests.begin("192.0.2.1");
  expect(await restOf(rests, waits, "2001:db8:1:1::2")).toBe(1_000);
  expect(await restOf(rests, waits, "2001:db8:1:2::1")).toBe(250);
  expect(await restOf(rests, waits, "2001:db8:2:1::1")).toBe(0);
  expect(await restOf(rests, waits, "192.0.2.1")).toBe(1_000);
  expect(await restOf(rests, waits, "192.0.2.2")).toBe(0);
  clock.advance(1_000);
  expect(await restOf(rests, waits, "2001:db8:1:1::1")).toBe(0);
});
