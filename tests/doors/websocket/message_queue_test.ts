import { expect } from "expect";
import { MessageQueue, PLACE_CHARACTERS, WAITING_CHARACTERS_MAX } from "../../../lib/doors/websocket/message_queue.ts";

Deno.test("one message is handled at a time, in order", async () => {
  const log: string[] = [];
  const first = Promise.withResolvers<void>();
  const queue = new MessageQueue({
    async handle(raw) {
      log.push(`begin ${raw}`);
      if (raw === "a") await first.promise;
      log.push(`end ${raw}`);
    },
    failed() {},
  });
  queue.push("a");
  queue.push("b");
  await Promise.resolve();
  expect(log).toEqual(["begin a"]);
  first.resolve();
  await queue.settled();
  expect(log).toEqual(["begin a", "end a", "begin b", "end b"]);
});

Deno.test("a message that fails is reported, and the next is handled", async () => {
  const failed: unknown[] = [];
  const handled: string[] = [];
  const queue = new MessageQueue({
    handle(raw) {
      if (raw === "bad") return Promise.reject(new Error("a bug"));
      handled.push(raw ?? "binary");
      return Promise.resolve();
    },
    failed: (error) => failed.push(error),
  });
  queue.push("bad");
  queue.push("good");
  await queue.settled();
  expect(failed).toEqual([new Error("a bug")]);
  expect(handled).toEqual(["good"]);
});

Deno.test("what may wait is bounded, by its size and by its number, and room comes back", async () => {
  const go = Promise.withResolvers<void>();
  const queue = new MessageQueue({ handle: () => go.promise, failed() {} });
  const half = "x".repeat(WAITING_CHARACTERS_MAX / 2 - PLACE_CHARACTERS);
  expect([queue.push(half), queue.push(half), queue.push("")]).toEqual([true, true, false]);
  go.resolve();
  await queue.settled();
  expect(queue.push(half)).toBe(true);

  const blocked = new MessageQueue({ handle: () => new Promise(() => {}), failed() {} });
  const places = WAITING_CHARACTERS_MAX / PLACE_CHARACTERS;
  expect(Array.from({ length: places }, () => blocked.push("")).filter((isTaken) => !isTaken)).toEqual([]);
  expect(blocked.push("")).toBe(false);
});
