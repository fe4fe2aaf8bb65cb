import { expect } from "expect";
import { type FromWorker, readMessages, type ToWorker } from "../../lib/workers/channel.ts";
import { type Child, startSupervisor } from "../../lib/workers/supervisor.ts";
import { createLog } from "../../lib/platform/log/log.ts";
import { createTestClock } from "../support/test_clock.ts";
import { until } from "../support/until.ts";

const READY: FromWorker = { type: "ready", ports: { http: 8080 }, variables: { PORT: 8080 } };

/** A process that does what the test says. */
class FakeChild implements Child {
  readonly told: ToWorker[] = [];
  readonly output: ReadableStream<Uint8Array>;
  readonly ended: Promise<{ code: number; signal: string | null }>;
  readonly #end = Promise.withResolvers<{ code: number; signal: string | null }>();
  readonly #input = new TransformStream<Uint8Array, Uint8Array>();
  readonly #writer = this.#input.writable.getWriter();
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  constructor(readonly pid: number, readonly ports: Readonly<Record<string, number>>) {
    this.ended = this.#end.promise;
    this.output = new ReadableStream({ start: (controller) => void (this.#controller = controller) });
    void readMessages<ToWorker>(this.#input.readable, (message) => void this.told.push(message));
  }

  say(message: FromWorker): void {
    this.print(`\x1e${JSON.stringify(message)}`);
  }

  print(line: string): void {
    this.#controller?.enqueue(new TextEncoder().encode(`${line}\n`));
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#writer.write(bytes);
  }

  endInput(): void {
    this.end(0);
  }

  kill(): void {
    this.end(137);
  }

  end(code: number): void {
    this.#end.resolve({ code, signal: null });
  }
}

async function start(count: number) {
  const clock = createTestClock();
  const children: FakeChild[] = [];
  const printed: string[] = [];
  const logged: { message: string; data: object }[] = [];
  const starting = startSupervisor({
    count,
    clock,
    log: createLog(({ message, data }) => logged.push({ message, data })),
    print: (line) => printed.push(line),
    spawn: (_worker, ports) => {
      const child = new FakeChild(children.length + 1, ports);
      children.push(child);
      return child;
    },
  });
  children[0]!.say(READY);
  await until(() => children.length === count);
  children.slice(1).forEach((child) => child.say(READY));
  return { supervisor: await starting, clock, children, printed, logged };
}

Deno.test("the others get the ports of the first, and what they print is passed on", async () => {
  const { supervisor, children, printed } = await start(3);
  expect(supervisor.ports).toEqual({ http: 8080 });
  expect(supervisor.pids()).toEqual([1, 2, 3]);
  expect(children.map(({ ports }) => ports)).toEqual([{}, { PORT: 8080 }, { PORT: 8080 }]);
  children[1]!.print("a game says hello");
  await until(() => printed.length > 0);
  expect(printed).toEqual(["a game says hello"]);
  await supervisor.stop(1_000);
});

Deno.test("one that cannot start ends the start, and the others with it", async () => {
  const children: FakeChild[] = [];
  const starting = startSupervisor({
    count: 2,
    clock: createTestClock(),
    log: createLog(() => {}),
    print: () => {},
    spawn: (_worker, ports) => {
      children.push(new FakeChild(children.length + 1, ports));
      return children.at(-1)!;
    },
  });
  children[0]!.say(READY);
  await until(() => children.length === 2);
  children[1]!.end(1);
  await expect(starting).rejects.toThrow("Could not start worker 2: it ended with status 1");
  expect((await children[0]!.ended).code).toBe(0);
});

Deno.test("one that dies again and again is started later each time, one that held for long at once", async () => {
  const { supervisor, clock, children, logged } = await start(2);
  const delays: number[] = [];
  for (const livedMs of [0, 0, 0, 60_000]) {
    clock.advance(livedMs);
    const before = logged.length;
    children.at(-1)!.end(1);
    await until(() => logged.slice(before).some(({ message }) => message.startsWith("A worker has ended")));
    const { delayMs } = logged.at(-1)!.data as { delayMs: number };
    delays.push(delayMs);
    const known = children.length;
    clock.advance(delayMs - 1);
    expect(children).toHaveLength(known);
    clock.advance(1);
    expect(children).toHaveLength(known + 1);
    children.at(-1)!.say(READY);
    await until(() => logged.at(-1)!.message.startsWith("A worker has taken the place"));
  }
  expect(delays).toEqual([100, 400, 1_600, 100]);
  await supervisor.stop(1_000);
});

Deno.test("readings are of all that answer in time", async () => {
  const { supervisor, clock, children } = await start(3);
  const [first, second, third] = children as [FakeChild, FakeChild, FakeChild];
  first.say({ type: "readings_wanted", id: 7 });
  await until(() => third.told.length === 1);
  const wanted = first.told[0] as Extract<ToWorker, { type: "reading_wanted" }>;
  first.say({ type: "reading", id: wanted.id, reading: [{ name: "a" }] });
  second.say({ type: "reading", id: wanted.id, reading: [{ name: "b" }] });
  await until(() => first.told.length === 2, () => clock.advance(100));
  expect(first.told[1]).toEqual({ type: "readings", id: 7, readings: [[{ name: "a" }], [{ name: "b" }]] });
  await supervisor.stop(1_000);
});

Deno.test("what an address holds at one worker is told to the others, and forgotten with the worker", async () => {
  const { supervisor, children } = await start(2);
  const places = (child: FakeChild) => child.told.filter(({ type }) => type === "places");
  children[0]!.say({ type: "places", counts: [["slime 203.0.113.5", 3]] });
  await until(() => places(children[1]!).length === 1);
  expect(places(children[1]!)).toEqual([{ type: "places", counts: [["slime 203.0.113.5", 3]] }]);
  expect(places(children[0]!)).toEqual([]);
  children[0]!.end(1);
  await until(() => places(children[1]!).length === 2);
  expect(places(children[1]!)[1]).toEqual({ type: "places", counts: [["slime 203.0.113.5", 0]] });
  await supervisor.stop(1_000);
});
