import { expect } from "expect";
import { createEventHub, type DatabaseEvent } from "../../../lib/platform/database/events.ts";
import type { Identity } from "../../../lib/domain/sessions/identity.ts";
import { createVerifiedTokens } from "../../../lib/domain/sessions/verified_tokens.ts";
import { createTestClock } from "../../support/test_clock.ts";

const HOUR_MS = 3_600_000;

function setUp(entriesMax = 100) {
  const clock = createTestClock();
  const hub = createEventHub(() => {});
  const verified = createVerifiedTokens({ clock, events: hub, entriesMax });
  const identity = (sessionId: string, accountId = 1): Identity => ({
    accountId,
    username: "ada",
    role: "player",
    sessionId,
    tokenId: `jti-${sessionId}`,
    expiresAt: new Date(clock.now().getTime() + HOUR_MS),
  });
  const remember = (token: string, who = identity(token)) => verified.remember(token, () => Promise.resolve(who));
  return { clock, hub, verified, identity, remember };
}

Deno.test("what was verified is remembered until it expires", async () => {
  const { clock, verified, remember } = setUp();
  const identity = await remember("a");
  expect(verified.find("a")).toBe(identity);
  expect(verified.find("b")).toBeNull();
  clock.advance(HOUR_MS - 1);
  expect(verified.find("a")).toBe(identity);
  clock.advance(1);
  expect(verified.find("a")).toBeNull();
});

Deno.test("what could not be verified is not remembered", async () => {
  const { verified } = setUp();
  await expect(verified.remember("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(verified.find("a")).toBeNull();
});

const ENDS: Record<string, DatabaseEvent> = {
  "the end of its session": { type: "sessions_ended", sessionIds: ["x", "a"], reason: "logged_out" },
  "a newer token of its session": { type: "token_replaced", sessionId: "a" },
  "the end of everything of its account": {
    type: "account_ended",
    accountId: 1,
    reason: "banned",
    exceptSessionId: null,
  },
  "a change of its account": { type: "account_changed", accountId: 1 },
};

for (const [what, event] of Object.entries(ENDS)) {
  Deno.test(`a token falls with ${what}, those of others stay`, async () => {
    const { hub, verified, identity, remember } = setUp();
    await remember("a", identity("a"));
    await remember("b", identity("b", 2));
    hub.deliver(event);
    expect(verified.find("a")).toBeNull();
    expect(verified.find("b")).not.toBeNull();
  });

  Deno.test(`a read during ${what} is done again, as it may be older`, async () => {
    const { hub, verified, identity } = setUp();
    let reads = 0;
    const answer = await verified.remember("a", () => {
      if (++reads === 1) hub.deliver(event);
      return Promise.resolve({ ...identity("a"), username: `read ${reads}` });
    });
    expect(answer.username).toBe("read 2");
    expect(verified.find("a")).toBe(answer);
  });

  Deno.test(`a second read that is refused after ${what} is remembered by nobody`, async () => {
    const { hub, verified, identity } = setUp();
    let reads = 0;
    const answer = verified.remember("a", () => {
      if (++reads === 2) return Promise.reject(new Error("it has ended"));
      hub.deliver(event);
      return Promise.resolve(identity("a"));
    });
    await expect(answer).rejects.toThrow("it has ended");
    expect(verified.find("a")).toBeNull();
  });
}

Deno.test("what ends of others meanwhile makes no second read", async () => {
  const { hub, verified, identity } = setUp();
  let reads = 0;
  await verified.remember("a", () => {
    reads++;
    hub.deliver({ type: "sessions_ended", sessionIds: ["b"], reason: "logged_out" });
    hub.deliver({ type: "account_ended", accountId: 2, reason: "banned", exceptSessionId: null });
    return Promise.resolve(identity("a"));
  });
  expect(reads).toBe(1);
  expect(verified.find("a")).not.toBeNull();
});

Deno.test("a session that changes with every read is refused, not read for ever", async () => {
  const { hub, verified, identity } = setUp();
  const answer = verified.remember("a", () => {
    hub.deliver({ type: "token_replaced", sessionId: "a" });
    return Promise.resolve(identity("a"));
  });
  await expect(answer).rejects.toMatchObject({ code: "unavailable" });
  expect(verified.find("a")).toBeNull();
});

Deno.test("all sessions of an account fall together", async () => {
  const { hub, verified, identity, remember } = setUp();
  for (const token of ["a", "b", "c"]) await remember(token, identity(token));
  hub.deliver({ type: "account_ended", accountId: 1, reason: "banned", exceptSessionId: null });
  expect(["a", "b", "c"].map(verified.find)).toEqual([null, null, null]);
});

Deno.test("nothing is trusted while other instances cannot be heard", async () => {
  const { hub, verified, remember } = setUp();
  await remember("a");
  hub.setHearing(false);
  expect(verified.find("a")).toBeNull();
  await remember("b");
  hub.setHearing(true);
  expect(verified.find("b")).toBeNull();
});

Deno.test("everything is forgotten when something may not have been heard", async () => {
  const { hub, verified, identity, remember } = setUp();
  await remember("a");
  hub.gap();
  expect(verified.find("a")).toBeNull();
  let reads = 0;
  await verified.remember("b", () => {
    if (++reads === 1) hub.gap();
    return Promise.resolve(identity("b"));
  });
  expect(reads).toBe(2);
});

Deno.test("the oldest make room for the newest, and their sessions are forgotten with them", async () => {
  const { hub, verified, remember } = setUp(2);
  for (const token of ["a", "b", "c"]) await remember(token);
  expect(["a", "b", "c"].map((token) => verified.find(token)?.sessionId)).toEqual([undefined, "b", "c"]);
  hub.deliver({ type: "sessions_ended", sessionIds: ["a", "b"], reason: "logged_out" });
  expect(["b", "c"].map((token) => verified.find(token)?.sessionId)).toEqual([undefined, "c"]);
});

Deno.test("a session has one token that is remembered", async () => {
  const { verified, identity, remember } = setUp();
  await remember("old", identity("s"));
  await remember("new", identity("s"));
  expect(verified.find("old")).toBeNull();
  expect(verified.find("new")?.sessionId).toBe("s");
});

Deno.test("after the close nothing is listened to", async () => {
  const { hub, verified, remember } = setUp();
  await remember("a");
  verified.close();
  expect(verified.find("a")).toBeNull();
  hub.gap();
});
