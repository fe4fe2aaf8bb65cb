import { expect } from "expect";
import { type PlaceCounts, PlaceTable, WorkerPlaces } from "../../lib/workers/places.ts";
import { createTestClock } from "../support/test_clock.ts";

/** Workers at one table, whose messages come at once. */
function createWorkers(count: number) {
  const clock = createTestClock();
  const workers = new Map<number, WorkerPlaces>();
  const messages: PlaceCounts[] = [];
  const table = new PlaceTable((worker, counts) => {
    messages.push(counts);
    workers.get(worker)!.take(counts);
  });
  const begin = (worker: number) => {
    workers.set(worker, new WorkerPlaces(clock, (counts) => table.note(worker, counts)));
    table.begin(worker);
    return workers.get(worker)!.of("slime");
  };
  return { clock, table, begin, messages, doors: Array.from({ length: count }, (_, index) => begin(index + 1)) };
}

Deno.test("each worker knows what all others hold, and not its own", () => {
  const { clock, doors: [first, second, third] } = createWorkers(3);
  first!.changed("203.0.113.5", 2);
  second!.changed("203.0.113.5", 1);
  clock.advance(20);
  expect([first, second, third].map((door) => door!.held("203.0.113.5"))).toEqual([1, 2, 3]);
  first!.changed("203.0.113.5", 0);
  clock.advance(20);
  expect([first, second, third].map((door) => door!.held("203.0.113.5"))).toEqual([1, 0, 1]);
});

Deno.test("what changes within some milliseconds goes in one message", () => {
  const { clock, messages, doors: [first] } = createWorkers(2);
  for (let count = 1; count <= 50; count++) first!.changed("203.0.113.5", count);
  first!.changed("203.0.113.6", 1);
  clock.advance(20);
  expect(messages).toEqual([[["slime 203.0.113.5", 50], ["slime 203.0.113.6", 1]]]);
});

Deno.test("doors are counted by themselves", () => {
  const { clock, doors: [first, second] } = createWorkers(2);
  first!.changed("203.0.113.5", 2);
  clock.advance(20);
  expect(second!.held("203.0.113.6")).toBe(0);
  expect(second!.held("203.0.113.5")).toBe(2);
});

Deno.test("what a worker held ends with it, and the one in its place hears what there is", () => {
  const { clock, table, begin, doors: [first, second] } = createWorkers(2);
  first!.changed("203.0.113.5", 2);
  second!.changed("203.0.113.5", 1);
  clock.advance(20);
  table.end(2);
  expect(first!.held("203.0.113.5")).toBe(0);
  expect(begin(2).held("203.0.113.5")).toBe(2);
});
