import { expect } from "expect";
import { HTTPException } from "hono/http-exception";
import { AppError, ERROR_CODES } from "../../../lib/platform/errors.ts";
import { createInlineHasher } from "../../../lib/platform/crypto/inline_hasher.ts";
import type { PasswordHasher } from "../../../lib/platform/crypto/password_hasher.ts";
import type { GameModule } from "../../../lib/modules/types.ts";
import { STATUS_OF_CODE } from "../../../routes/errors.ts";
import { type Door, eachDoor, expectProblem, oneDoor, PASSWORD } from "./setup.ts";

/** docs/contract.md, "Codes every door maps from the same rule", and "HTTP, for browsers". */
const CONTRACT: Readonly<Record<number, readonly string[]>> = {
  400: ["invalid_json"],
  401: ["invalid_credentials", "invalid_token", "token_expired", "wrong_token_type"],
  403: ["account_banned", "account_suspended", "address_banned"],
  404: ["not_found", "unknown_game", "unknown_character", "unknown_server"],
  409: [
    "name_taken",
    "username_taken",
    "email_taken",
    "too_many_characters",
    "managed_by_game",
    "token_rotated",
    "server_offline",
  ],
  413: ["payload_too_large"],
  422: ["invalid_input", "hook_failed"],
  429: ["rate_limited"],
  503: ["overloaded", "unavailable", "hook_timeout"],
};

/** docs/contract-accounts.md, "Codes". */
const ACCOUNTS: Readonly<Record<number, readonly string[]>> = {
  401: ["second_factor_required", "invalid_code"],
  403: ["confirmation_required", "door_closed", "account_deleting"],
  409: [
    "password_required",
    "last_way_in",
    "too_many_passkeys",
    "identity_taken",
    "too_early",
    "not_a_guest",
    "last_admin",
  ],
  410: ["invalid_link"],
  503: ["provider_unavailable"],
};

Deno.test("every code has the status of the contract", () => {
  for (const [status, codes] of [...Object.entries(CONTRACT), ...Object.entries(ACCOUNTS)]) {
    for (const code of codes) expect(STATUS_OF_CODE).toHaveProperty(code, Number(status));
  }
  for (const code of ERROR_CODES) expect(STATUS_OF_CODE[code]).toBeGreaterThanOrEqual(400);
});

/** A module that imports nothing has no other `AppError` than its own. */
class OwnAppError extends Error {
  override name = "AppError";
}

/** What a route gives that forgot its `return`, or took another framework for this one. */
const NO_ANSWERS = {
  "/through/nothing": undefined,
  "/through/null": null,
  "/through/text": "text",
  "/through/object": { a: 1 },
  "/through/late": Promise.resolve(),
  "/through/error": Response.error(),
};

/** Refuses by name: in its own words, by an accident, or by never ending. */
const MOODY: GameModule = {
  id: "moody",
  name: "Moody",
  initialize(context) {
    context.routes.get("/refused", () => {
      throw new OwnAppError("Not in this weather");
    });
    context.routes.get("/forbidden", () => {
      throw new AppError("forbidden", "Not for you");
    });
    context.routes.get("/teapot", () => {
      throw new HTTPException(418, { message: "Short and stout" });
    });
    context.routes.get("/broken", () => {
      throw new Error("the secret of the module");
    });
    context.routes.use("/through/*", async (c, next) => {
      await next();
      c.res.headers.set("x-through", "yes");
    });
    context.routes.get("/through/fine", (c) => c.text("fine"));
    context.routes.get("/through/none", (_, next) => next());
    context.routes.use("/through/set", async (c) => {
      c.res = await Promise.resolve(new Response("set"));
    });
    for (const [path, answer] of Object.entries(NO_ANSWERS)) {
      context.routes.get(path, (() => answer) as unknown as () => Response);
    }
    context.routes.get("/through/endless", () => new Promise<Response>(() => {}));
    context.routes.get("/through/thrown", () => {
      // deno-lint-ignore no-throw-literal
      throw "the secret of the module";
    });
    context.registerCharacterCreateHook("moody", async ({ name, accountId }, db) => {
      // As a deletion that comes between: nobody is told, and the token is known still.
      if (name === "Orphan") await db.query("DELETE FROM accounts WHERE id = ?", [accountId]);
      if (name === "Refused") throw new AppError("hook_failed", "Not in this weather");
      if (name === "Broken") throw new Error("the secret of the module");
      if (name === "Endless") await new Promise(() => {});
    });
  },
};

/** Comes to where the module's time has run out, however often that is looked at. */
async function endlessly<T>(door: Door, answer: Promise<T>): Promise<T> {
  let isDone = false;
  answer.finally(() => isDone = true);
  while (!isDone) {
    await door.call("GET", "/healthz");
    door.clock.advance(500);
  }
  return await answer;
}

eachDoor("what a game module refuses", { games: [MOODY] }, async (door, t) => {
  const { token } = await door.register("ada");
  const create = (name: string) =>
    door.call("POST", "/api/characters", { bearer: token, body: { gameId: "moody", name } });

  await t.step("is answered in its own words", async () => {
    const answer = await create("Refused");
    expectProblem(answer, 422, "hook_failed");
    expect(answer.json.detail).toBe("Not in this weather");
  });

  await t.step("by an accident tells nothing of it", async () => {
    const answer = await create("Broken");
    expectProblem(answer, 422, "hook_failed");
    expect(answer.text).not.toContain("secret");
  });

  await t.step("of an account that went meanwhile is not found", async () => {
    const { token: bearer } = await door.register("eve");
    const make = (name: string) => door.call("POST", "/api/characters", { bearer, body: { gameId: "moody", name } });
    expect((await make("Orphan")).status).toBe(201);
    expectProblem(await make("Late"), 404, "not_found");
  });

  await t.step("by taking too long is a matter of time", async () => {
    expectProblem(await endlessly(door, create("Endless")), 503, "hook_timeout");
  });

  await t.step("at a route of its own is answered as everywhere", async () => {
    const refused = await door.call("GET", "/games/moody/refused");
    expectProblem(refused, 422, "hook_failed");
    expect(refused.json.detail).toBe("Not in this weather");
    expectProblem(await door.call("GET", "/games/moody/forbidden"), 403, "forbidden");
    const teapot = await door.call("GET", "/games/moody/teapot");
    expect([teapot.status, teapot.text]).toEqual([418, "Short and stout"]);
    expect(teapot.headers.get("x-content-type-options")).toBe("nosniff");
    const broken = await door.call("GET", "/games/moody/broken");
    expectProblem(broken, 500, "internal");
    expect(broken.text).not.toContain("secret");
  });

  await t.step("at a route that gives no answer is 500, dressed as every answer", async () => {
    for (const path of [...Object.keys(NO_ANSWERS), "/through/thrown"]) {
      const answer = await door.call("GET", `/games/moody${path}`);
      expectProblem(answer, 500, "internal");
      expect([path, answer.headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
      expect(answer.json.requestId).toMatch(/./);
    }
    const fine = await door.call("GET", "/games/moody/through/fine");
    expect([fine.text, fine.headers.get("x-through")]).toEqual(["fine", "yes"]);
    expect((await door.call("GET", "/games/moody/through/set")).text).toBe("set");
    expectProblem(await door.call("GET", "/games/moody/through/none"), 404, "not_found");
  });

  await t.step("at a route that never answers is 503 after a minute", async () => {
    const answer = await endlessly(door, door.call("GET", "/games/moody/through/endless"));
    expectProblem(answer, 503, "hook_timeout");
    expect(answer.headers.get("retry-after")).toBe("1");
  });

  await t.step("leaves nothing behind", async () => {
    const { json } = await door.call("GET", "/api/characters?gameId=moody", { bearer: token });
    expect(json).toEqual({ characters: [] });
    expect((await create("Welcome")).status).toBe(201);
  });
});

/** A queue that is full whenever a test says so. */
function createFullHasher(): PasswordHasher & { isFull: boolean } {
  const inner = createInlineHasher();
  const refuse = () => Promise.reject(new AppError("overloaded", "Too many logins wait", { retryAfterSeconds: 2 }));
  return {
    ...inner,
    isFull: false,
    hash(password) {
      return this.isFull ? refuse() : inner.hash(password);
    },
    verify(password, hash) {
      return this.isFull ? refuse() : inner.verify(password, hash);
    },
    verifyNothing(password) {
      return this.isFull ? refuse() : inner.verifyNothing(password);
    },
  };
}

const hasher = createFullHasher();

oneDoor("when the hash queue is full", { hasher }, async (door, t) => {
  hasher.isFull = false;
  const { token } = await door.register("ada");
  hasher.isFull = true;

  await t.step("logins and registrations are told to come back, and verify goes on", async () => {
    const post = (path: string, body: object) => door.call("POST", path, { body });
    const answers = [
      await post("/api/auth/login", { username: "ada", password: PASSWORD }),
      await post("/api/auth/login", { username: "nobody", password: PASSWORD }),
      await post("/api/auth/register", { username: "bob", password: PASSWORD }),
    ];
    for (const answer of answers) {
      expectProblem(answer, 503, "overloaded");
      expect(answer.headers.get("retry-after")).toBe("2");
    }
    expect(await door.verify(token)).toBe(null);
  });

  await t.step("nobody has failed", async () => {
    expect((await door.admin("GET", "/audit?action=login.failed")).json.items).toEqual([]);
    hasher.isFull = false;
    expect(await door.verify(await door.logIn("ada"))).toBe(null);
  });
});

eachDoor("a NUL in a path names nothing, whatever the database makes of one", { games: [MOODY] }, async (door) => {
  const { token } = await door.register("ada");
  const players = ["DELETE /api/account/sessions/%00", "DELETE /api/account/game-tokens/a%00", "GET /games/moody/%00"];
  const operators = ["GET /servers/%00", "POST /servers/%00/key", "DELETE /servers/%00", "GET /accounts/%00"];
  for (const call of players) {
    const [method, path] = call.split(" ") as [string, string];
    expectProblem(await door.call(method, path, { bearer: token }), 404, "not_found");
  }
  for (const call of operators) {
    const [method, path] = call.split(" ") as [string, string];
    expectProblem(await door.admin(method, path), 404, "not_found");
  }
});

oneDoor("a provider that is not set up is said of a field that the call has", {}, async (door) => {
  for (const [path, field] of [["/api/auth/provider", "method"], ["/auth/authenticate", "authentication_method"]]) {
    const answer = await door.call("POST", path!, { body: { [field!]: "steam", credentials: { ticket: "a" } } });
    expectProblem(answer, 422, "invalid_input");
    expect(answer.json.errors).toEqual([{ field: "credentials", message: "steam is not set up on this server" }]);
  }
});

oneDoor("what is not there", {}, async (door, t) => {
  await t.step("is not found, as a problem", async () => {
    const calls = [
      ["GET", "/nothing"],
      ["GET", "/api"],
      ["GET", "/api/nothing"],
      ["GET", "/static/nothing.js"],
      ["GET", "/static/"],
      ["GET", "/logo"],
      ["GET", "/games/nothing"],
      ["POST", "/auth/nothing"],
    ] as const;
    for (const [method, path] of calls) expectProblem(await door.call(method, path), 404, "not_found");
  });

  await t.step("every answer has an id for the log, and says that its type is meant", async () => {
    const ids = new Set();
    for (const path of ["/", "/nothing", "/api/games", "/api/auth/verify", "/healthz"]) {
      const { headers, json } = await door.call("GET", path);
      ids.add(headers.get("x-request-id"));
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      if (json?.requestId !== undefined) expect(json.requestId).toBe(headers.get("x-request-id"));
    }
    expect(ids.size).toBe(5);
    expect(ids.has(null)).toBe(false);
  });
});
