import { expect } from "expect";
import { createEventHub, type DatabaseEvent } from "../../../lib/platform/database/events.ts";

const EVENT: DatabaseEvent = { type: "bans_changed" };

Deno.test("every listener hears every event until it ends its subscription", () => {
  const hub = createEventHub(() => {});
  const heard: string[] = [];
  const end = hub.subscribe(({ type }) => heard.push(`first ${type}`));
  hub.subscribe(({ type }) => heard.push(`second ${type}`));
  hub.deliver(EVENT);
  end();
  hub.deliver(EVENT);
  expect(heard).toEqual(["first bans_changed", "second bans_changed", "second bans_changed"]);
});

Deno.test("a listener that fails is told of and does not keep the next from hearing", () => {
  const errors: unknown[] = [];
  const hub = createEventHub((error) => errors.push(error));
  const heard: string[] = [];
  const failure = new Error("deaf");
  hub.subscribe(() => {
    throw failure;
  });
  hub.subscribe(({ type }) => heard.push(type));
  hub.deliver(EVENT);
  expect([errors, heard]).toEqual([[failure], ["bans_changed"]]);
});

Deno.test("a gap is heard until the subscription ends", () => {
  const hub = createEventHub(() => {});
  let gaps = 0;
  const end = hub.onGap(() => gaps++);
  hub.gap();
  end();
  hub.gap();
  expect(gaps).toBe(1);
});

Deno.test("a hub hears until it is told otherwise", () => {
  const hub = createEventHub(() => {});
  expect(hub.hearing()).toBe(true);
  hub.setHearing(false);
  expect(hub.hearing()).toBe(false);
});
