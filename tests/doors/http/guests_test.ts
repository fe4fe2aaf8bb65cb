import { expect } from "expect";
import { defineGame, type GameModule } from "../../../lib/modules/mod.ts";
import { eachServer, type TestServer } from "../../support/test_server.ts";

const ON = { config: { accounts: { guests: true } } };
const PASSWORD = "correct horse";

async function call(
  server: TestServer,
  path: string,
  body: unknown,
  bearer?: string,
) {
  const response = await fetch(server.url + path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
  });
  return {
    status: response.status,
    // deno-lint-ignore no-explicit-any -- whatever the server says
    json: await response.json().catch(() => null) as any,
  };
}

const newGuest = async (server: TestServer) => (await call(server, "/api/auth/guest", {})).json;
const account = (server: TestServer, token: string) =>
  fetch(`${server.url}/api/account`, {
    headers: { authorization: `Bearer ${token}` },
  }).then((it) => it.json());

eachServer(
  "a guest is in at once, and comes back with the key that one browser keeps",
  ON,
  async (server) => {
    const made = await call(server, "/api/auth/guest", {});
    expect(made).toEqual({
      status: 201,
      json: {
        token: expect.any(String),
        id: expect.any(Number),
        username: expect.stringMatching(/^guest_[a-z0-9]{6}$/),
        guestKey: expect.stringMatching(/^[\w-]{43}$/),
      },
    });
    expect(await account(server, made.json.token)).toMatchObject({
      guest: true,
      hasPassword: false,
      email: null,
    });
    const again = await call(server, "/api/auth/guest", {
      guestKey: made.json.guestKey,
    });
    expect(again).toMatchObject({ status: 200, json: { id: made.json.id } });
    expect(again.json).not.toHaveProperty("guestKey");
    const wrong = await call(server, "/api/auth/guest", {
      guestKey: "x".repeat(43),
    });
    expect(wrong).toMatchObject({
      status: 401,
      json: { code: "invalid_credentials" },
    });
  },
);

eachServer(
  "where guests are not let in, the call is not there",
  {},
  async (server) => {
    expect((await call(server, "/api/auth/guest", {})).status).toBe(404);
  },
);

eachServer("an address has ten guests a day", {
  ...ON,
  env: { LIMITS_EXEMPT: "" },
}, async (server) => {
  for (let count = 0; count < 10; count++) {
    expect((await call(server, "/api/auth/guest", {})).status).toBe(201);
  }
  expect(await call(server, "/api/auth/guest", {})).toMatchObject({
    status: 429,
    json: { code: "rate_limited" },
  });
});

eachServer(
  "a guest who keeps the account keeps its id, token, socket, seat and characters",
  ON,
  async (server) => {
    const guest = await newGuest(server);
    const created = await call(server, "/api/characters", {
      gameId: "wildstar",
      name: "Wanderer",
    }, guest.token);
    expect(created.status).toBe(201);
    const socket = new WebSocket(server.url.replace("http", "ws"));
    const messages: string[] = [];
    const next = async (type: string) => {
      while (!messages.some((message) => message.includes(`"${type}"`))) {
        await new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
      }
      messages.length = 0;
    };
    socket.addEventListener(
      "message",
      ({ data }) => messages.push(String(data)),
    );
    await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
    socket.send(JSON.stringify({ type: "auth", token: guest.token }));
    await next("auth_success");
    socket.send(
      JSON.stringify({
        type: "selectCharacter",
        gameId: "wildstar",
        characterId: created.json.character.id,
      }),
    );
    await next("character_selected");

    const kept = await call(server, "/api/account/upgrade", {
      username: "Mara",
      password: PASSWORD,
      email: "m@example.org",
    }, guest.token);
    expect(kept).toEqual({
      status: 200,
      json: { token: expect.any(String), id: guest.id, username: "Mara" },
    });
    socket.send(JSON.stringify({ type: "ping" }));
    await next("pong");
    const seats = await server.database.read.selectFrom("seats").select(
      "account_id",
    ).execute();
    expect(seats).toEqual([{ account_id: guest.id }]);
    for (const token of [guest.token, kept.json.token]) {
      expect(await account(server, token)).toMatchObject({
        id: guest.id,
        username: "Mara",
        guest: false,
        hasPassword: true,
      });
    }
    expect(
      (await call(server, "/api/auth/guest", { guestKey: guest.guestKey }))
        .status,
    ).toBe(401);
    expect(
      (await call(server, "/api/auth/login", {
        username: "mara",
        password: PASSWORD,
      })).json.id,
    ).toBe(guest.id);
    socket.close();
  },
);

eachServer(
  "a name that is taken leaves the guest as it was, and of two at once one wins",
  ON,
  async (server) => {
    await call(server, "/api/auth/register", {
      username: "Taken",
      password: PASSWORD,
    });
    const guest = await newGuest(server);
    const upgrade = (username: string) =>
      call(
        server,
        "/api/account/upgrade",
        { username, password: PASSWORD },
        guest.token,
      );
    expect((await upgrade("taken")).json.code).toBe("username_taken");
    expect(await account(server, guest.token)).toMatchObject({
      guest: true,
      username: guest.username,
    });
    const results = await Promise.all([upgrade("First"), upgrade("Second")]);
    expect(results.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(results.find(({ status }) => status === 409)!.json.code).toBe(
      "not_a_guest",
    );
    const player = await call(server, "/api/auth/login", {
      username: "Taken",
      password: PASSWORD,
    });
    const refused = await call(server, "/api/account/upgrade", {
      username: "Other",
      password: PASSWORD,
    }, player.json.token);
    expect(refused.json.code).toBe("not_a_guest");
  },
);

eachServer(
  "no password opens a guest, and the key confirms",
  ON,
  async (server) => {
    const guest = await newGuest(server);
    for (const password of ["", guest.guestKey, PASSWORD]) {
      expect(
        (await call(server, "/api/auth/login", {
          username: guest.username,
          password,
        })).status,
      ).toBe(401);
    }
    expect(
      (await call(
        server,
        "/api/auth/confirm",
        { guestKey: guest.guestKey },
        guest.token,
      )).status,
    ).toBe(204);
    expect(
      (await call(
        server,
        "/api/auth/confirm",
        { guestKey: "x".repeat(43) },
        guest.token,
      )).status,
    ).toBe(401);
  },
);

eachServer("a guest's key is a login for the trail, right or wrong", ON, async (server) => {
  const { id, guestKey } = await newGuest(server);
  await call(server, "/api/auth/guest", { guestKey });
  await call(server, "/api/auth/guest", { guestKey: "A".repeat(43) });
  await server.app.domain.trail.flush();
  const rows = await server.database.read.selectFrom("login_trail").select(["result", "rule", "account_id", "wire"])
    .orderBy("id").execute();
  expect(rows).toEqual([
    { result: "succeeded", rule: null, account_id: id, wire: "200 OK" },
    { result: "failed", rule: "password", account_id: null, wire: "401 invalid_credentials" },
  ]);
});

const welcomed: number[] = [];
const greeter = defineGame({
  id: "greeter",
  name: "Greeter",
  initialize: (context) => context.registerAccountCreateHook(({ id }) => void welcomed.push(id)),
}) as unknown as GameModule;

eachServer(
  "game modules are told of a guest's account as it is made, and not once more when it is kept",
  { ...ON, games: [greeter] },
  async (server) => {
    welcomed.length = 0;
    const guest = await newGuest(server);
    expect(welcomed).toEqual([guest.id]);
    await call(server, "/api/auth/guest", { guestKey: guest.guestKey });
    const kept = { username: "Mara", password: PASSWORD };
    expect((await call(server, "/api/account/upgrade", kept, guest.token)).status).toBe(200);
    expect((await call(server, "/api/auth/login", kept)).json.id).toBe(guest.id);
    expect(welcomed).toEqual([guest.id]);
  },
);

eachServer("whose e-mail is known is told to a guest twenty times an hour, as to who registers", {
  ...ON,
  env: { LIMITS_EXEMPT: "" },
}, async (server) => {
  const email = "ada@example.org";
  await call(server, "/api/auth/register", { username: "ada", password: PASSWORD, email });
  const { token } = await newGuest(server);
  const ask = async (asked: string) => (await call(server, "/api/account/email", { email: asked }, token)).json?.code;
  for (let asked = 0; asked < 20; asked++) expect(await ask(email)).toBe("email_taken");
  expect(await ask(email)).toBe("rate_limited");
  expect(await ask("nobody@example.org")).toBe("rate_limited");
});
