import { expect } from "expect";
import { addAccount } from "../support/accounts.ts";
import { codeOf } from "../support/code_of.ts";
import { ORIGIN } from "../support/core_services.ts";
import { eachDatabase } from "../support/test_database.ts";
import { adminOn } from "./admin_setup.ts";

interface Named {
  readonly username: string;
}

eachDatabase("accounts are found by address, block, MAC, character and provider", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id: ada } = await core.register("ada");
  const { id: bob } = await core.register("bob");
  const origin = { door: "slime", address: "203.0.113.77", macAddress: "00:11:22:33:44:55" };
  await core.accounts.logIn({ username: "bob", password: "correct horse", origin }, () => Promise.resolve());
  const v6 = { door: "http", address: "2001:db8:1:2::9" };
  await core.accounts.logIn({ username: "ada", password: "correct horse", origin: v6 }, () => Promise.resolve());
  await database.write.insertInto("characters")
    .values({ account_id: ada, game_id: "g", name: "Lovelace", name_key: "lovelace", created_at: 0 } as never)
    .execute();
  await database.write.insertInto("identities")
    .values({ provider: "steam", subject: "765", account_id: bob, created_at: 0, last_used_at: null }).execute();
  const names = async (search: string) =>
    (await admin("GET", `/accounts?search=${encodeURIComponent(search)}`)).json.items
      .map(({ username }: Named) => username);
  expect(await names("203.0.113.77")).toEqual(["bob"]);
  expect(await names("203.0.112.0/23")).toEqual(["bob"]);
  expect(await names(ORIGIN.address)).toEqual(["bob", "ada"]);
  expect(await names("2001:db8:1:2::1")).toEqual(["ada"]);
  expect(await names("2001:db8::/32")).toEqual(["ada"]);
  expect(await names("00-11-22-33-44-55")).toEqual(["bob"]);
  expect(await names("character:love")).toEqual(["ada"]);
  expect(await names("steam:765")).toEqual(["bob"]);
  expect(await names("epic:765")).toEqual([]);
});

eachDatabase("accounts are filtered by role, status and what they have", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id: ada } = await core.register("ada");
  const { id: bob } = await core.register("bob");
  await addAccount(database, "helper", { role: "support", email: "h@example.org" });
  await admin("POST", `/accounts/${ada}/suspensions`, { reason: "x" });
  await admin("POST", `/accounts/${bob}/suspensions`, { reason: "x", until: "2026-01-02T00:00:00Z" });
  const names = async (query: string) =>
    (await admin("GET", `/accounts?${query}`)).json.items.map(({ username }: Named) => username);
  expect(await names("role=support")).toEqual(["helper"]);
  expect(await names("role=player")).toEqual(["bob", "ada"]);
  expect(await names("status=banned")).toEqual(["ada"]);
  expect(await names("status=suspended")).toEqual(["bob"]);
  expect(await names("status=active")).toEqual(["helper"]);
  expect(await names("has=unverified")).toEqual(["helper"]);
  expect(await names("has=guest")).toEqual([]);
  expect(await names("sort=username&limit=2")).toEqual(["ada", "bob"]);
  expect(await names("sort=oldest&limit=1")).toEqual(["ada"]);
  expect((await admin("GET", "/accounts?colour=red")).status).toBe(422);
});

eachDatabase("no page is shifted by accounts that come in meanwhile, in whatever order", async (database) => {
  const { admin } = await adminOn(database);
  for (let n = 10; n < 30; n++) await addAccount(database, `name_${n}`, { email: `name_${n}@example.org` });
  let added = 100;
  for (const query of ["search=name", "", "sort=username", "sort=oldest", "search=name&sort=username"]) {
    const seen: string[] = [];
    for (let after: string | number | null = ""; after !== null;) {
      const { status, json } = await admin("GET", `/accounts?limit=7&after=${after}${query && `&${query}`}`);
      expect([query, status]).toEqual([query, 200]);
      seen.push(...json.items.map(({ username }: Named) => username));
      after = json.next;
      await addAccount(database, `a${added++}`);
    }
    const named = seen.filter((name) => name.startsWith("name_"));
    expect([query, named.length, new Set(named).size]).toEqual([query, 20, 20]);
  }
});

eachDatabase(
  "many with one beginning come by their names, each once, and e-mails behind usernames",
  async (database) => {
    const { admin } = await adminOn(database);
    await database.write.insertInto("accounts").values(
      Array.from({ length: 1_100 }, (_, n) => ({
        username: `many_${n}`,
        username_key: `many_${n}`,
        email: `${n % 2 === 0 ? "many" : "other"}_${n}@example.org`,
        email_key: `${n % 2 === 0 ? "many" : "other"}_${n}@example.org`,
        password_hash: null,
        created_at: 0,
        last_login_at: null,
        last_address: null,
      })),
    ).execute();
    await addAccount(database, "zoe", { email: "many@example.org" });
    const seen: string[] = [];
    for (let after: string | null = ""; after !== null;) {
      const { json } = await admin("GET", `/accounts?search=many&limit=200&after=${encodeURIComponent(after)}`);
      seen.push(...json.items.map(({ username }: Named) => username));
      after = json.next;
    }
    expect([seen.length, new Set(seen).size, seen.at(-1)]).toEqual([1_101, 1_101, "zoe"]);
  },
);

eachDatabase(
  "many of one block, or with characters alike, come page after page, each account once",
  async (database) => {
    const { admin } = await adminOn(database);
    const numbers = Array.from({ length: 600 }, (_, n) => n);
    await database.write.insertInto("accounts").values(
      numbers.map((n) => ({
        username: `p${n}`,
        username_key: `p${n}`,
        role: n < 3 ? "support" : "player",
        created_at: 0,
      })) as never,
    ).execute();
    const ids = (await database.read.selectFrom("accounts").select("id").orderBy("id").execute()).map(({ id }) => id);
    // Each has two addresses, and two characters of one name in two games.
    const hex = (n: number) => n.toString(16).padStart(2, "0");
    await database.write.insertInto("account_addresses").values(ids.flatMap((id, n) =>
      [1, 2].map((third) => ({
        account_id: id,
        network: `10.${n >> 8}.${third}.${n & 255}`,
        address_key: `4.0a${hex(n >> 8)}${hex(third)}${hex(n & 255)}`,
        last_seen_at: 0,
      }))
    )).execute();
    await database.write.insertInto("characters").values(ids.flatMap((id, n) =>
      ["a", "b"].map((game) => ({
        account_id: id,
        game_id: game,
        name: `hero${n}`,
        name_key: `hero${n}`,
        created_at: 0,
      }))
    ) as never).execute();
    await database.write.insertInto("account_suspensions").values([ids[7]!, ids[7]!, ids[9]!].map((id) => ({
      account_id: id,
      reason: "Cheating",
      until: null,
      created_at: 0,
      created_by: "admin",
      lifted_at: null,
    }))).execute();
    const all = async (query: string) => {
      const seen: string[] = [];
      for (let after: string | number | null = ""; after !== null;) {
        const page = await admin("GET", `/accounts?${query}&limit=97&after=${encodeURIComponent(after)}`);
        expect([query, page.status]).toEqual([query, 200]);
        seen.push(...page.json.items.map(({ username }: Named) => username));
        after = page.json.next;
      }
      return seen;
    };
    for (const query of ["search=10.0.0.0/8", "search=character:hero"]) {
      const seen = await all(query);
      expect([query, seen.length, new Set(seen).size]).toEqual([query, 600, 600]);
      expect(await all(`${query}&status=banned`)).toEqual(["p9", "p7"]);
      expect(await all(`${query}&role=support`)).toEqual(["p2", "p1", "p0"]);
    }
    expect((await admin("GET", "/accounts?search=10.0.0.0/8&after=u:x")).status).toBe(422);
  },
);

eachDatabase(
  "a suspension is changed while it holds, lifted with a reason, and its history stays",
  async (database) => {
    const { core, admin } = await adminOn(database);
    const { id } = await core.register("ada");
    const made = await admin("POST", `/accounts/${id}/suspensions`, { reason: "Spam", note: "See ticket 7" });
    expect([made.status, made.json.note]).toEqual([201, "See ticket 7"]);
    const path = `/accounts/${id}/suspensions/${made.json.id}`;
    const changed = await admin("PATCH", path, { until: "2026-01-05T00:00:00Z", reason: "Spam, twice" });
    expect(changed.status).toBe(200);
    expect(changed.json).toMatchObject({
      reason: "Spam, twice",
      until: "2026-01-05T00:00:00.000Z",
      note: "See ticket 7",
      changes: [
        { by: "admin", field: "reason", from: "Spam", to: "Spam, twice" },
        { by: "admin", field: "until", from: null, to: "2026-01-05T00:00:00.000Z" },
      ],
    });
    expect(await codeOf(core.logIn("ada"))).toBe("account_suspended");
    expect((await admin("PATCH", path, { until: "2025-01-01T00:00:00Z" })).status).toBe(422);
    expect((await admin("DELETE", path, { reason: "Said sorry" })).status).toBe(204);
    expect((await admin("PATCH", path, { reason: "x" })).status).toBe(404);
    const { items } = (await admin("GET", `/accounts/${id}/suspensions`)).json;
    expect(items).toMatchObject([{
      liftedBy: "admin",
      liftReason: "Said sorry",
      liftedAt: "2026-01-01T00:00:00.000Z",
    }]);
    expect(items[0].changes).toHaveLength(2);
  },
);

eachDatabase("a suspension takes the addresses of the last seven days with it", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  const { status, json } = await admin("POST", `/accounts/${id}/suspensions`, {
    reason: "Botnet",
    until: "2026-01-02T00:00:00Z",
    addresses: true,
  });
  expect(status).toBe(201);
  expect(json.bans).toMatchObject([{
    kind: "ip",
    value: ORIGIN.address,
    reason: "Botnet",
    until: "2026-01-02T00:00:00.000Z",
  }]);
  expect(await codeOf(core.proof.checkOrigin(ORIGIN))).toBe("address_banned");
});

eachDatabase("bans are filtered, changed and lifted many at once", async (database) => {
  const { admin } = await adminOn(database);
  const ids: number[] = [];
  for (const value of ["192.0.2.1", "192.0.2.2", "198.51.100.3"]) {
    ids.push((await admin("POST", "/bans", { kind: "ip", value, reason: `Spam of ${value}` })).json.id);
  }
  await admin("POST", "/bans", { kind: "mac", value: "001122334455", reason: "Cheats", note: "Ask Ada" });
  const values = async (query: string) =>
    (await admin("GET", `/bans?${query}`)).json.items.map(({ value }: { value: string }) => value);
  expect(await values("search=192.0")).toEqual(["192.0.2.2", "192.0.2.1"]);
  expect(await values("search=CHEAT")).toEqual(["001122334455"]);
  expect(await values("kind=mac")).toEqual(["001122334455"]);
  const changed = await admin("PATCH", `/bans/${ids[2]}`, { reason: "A school" });
  expect(changed.json).toMatchObject({ reason: "A school", changes: [{ field: "reason", to: "A school" }] });
  const lifted = await admin("POST", "/bans/lift", { ids: [ids[0], ids[1], 999], reason: "Over" });
  expect([lifted.status, lifted.json]).toEqual([200, { lifted: [ids[0], ids[1]], skipped: [999] }]);
  expect(await values("state=ended")).toEqual(["192.0.2.2", "192.0.2.1"]);
  expect(await values("state=all")).toHaveLength(4);
  expect((await admin("GET", "/bans?state=ended&limit=1")).json.items[0]).toMatchObject({
    liftedBy: "admin",
    liftReason: "Over",
  });
});

eachDatabase("a ban tells how many accounts it hits", async (database) => {
  const { core, admin } = await adminOn(database);
  await core.register("ada");
  await core.register("bob");
  const device = { door: "slime", address: "203.0.113.77", macAddress: "00:11:22:33:44:55" };
  await core.accounts.logIn({ username: "bob", password: "correct horse", origin: device }, () => Promise.resolve());
  for (const [kind, value] of [["ip", "198.51.100.0/24"], ["ip", "192.0.2.1"], ["mac", "00-11-22-33-44-55"]]) {
    await admin("POST", "/bans", { kind, value, reason: "x" });
  }
  const hits = async () => (await admin("GET", "/bans")).json.items.map(({ hits }: { hits: number }) => hits);
  expect(await hits()).toEqual([1, 0, 2]);
  core.clock.advance(91 * 24 * 60 * 60_000);
  expect(await hits()).toEqual([0, 0, 0]);
});

eachDatabase("an account's logins and its ways in are listed, without a secret", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id, token } = await core.register("ada");
  await core.logIn("ada");
  core.clock.advance(1_000);
  await codeOf(
    core.accounts.logIn({ username: "ada", password: "wrong horse", origin: ORIGIN }, () => Promise.resolve()),
  );
  await core.trail.flush();
  const first = (await admin("GET", `/accounts/${id}/logins?limit=1`)).json;
  expect(first.items).toMatchObject([{
    account: id,
    result: "failed",
    rule: "password",
    wire: "401 invalid_credentials",
  }]);
  const second = (await admin("GET", `/accounts/${id}/logins?limit=1&after=${first.next}`)).json;
  expect(second).toMatchObject({ items: [{ result: "succeeded", rule: null, wire: "200 OK" }], next: null });
  await database.write.insertInto("identities")
    .values({ provider: "steam", subject: "765", account_id: id, created_at: 0, last_used_at: null }).execute();
  const ways = await admin("GET", `/accounts/${id}/ways-in`);
  expect(ways.json).toEqual({
    password: true,
    identities: [{ provider: "steam", subject: "765", createdAt: "1970-01-01T00:00:00.000Z", lastUsed: null }],
    passkeys: [],
    secondFactor: false,
    recoveryCodesLeft: 0,
    games: [],
    gameTokens: [],
  });
  expect(ways.text).not.toContain(token);
  for (const path of ["logins", "ways-in"]) expect((await admin("GET", `/accounts/999/${path}`)).status).toBe(404);
});

eachDatabase("notes are written, read newest first, and shown to no player", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  const made = await admin("POST", `/accounts/${id}/notes`, { text: "Called twice" });
  expect([made.status, made.json]).toEqual([201, {
    id: made.json.id,
    at: "2026-01-01T00:00:00.000Z",
    by: "admin",
    text: "Called twice",
  }]);
  await admin("POST", `/accounts/${id}/notes`, { text: "And once more" });
  const { items } = (await admin("GET", `/accounts/${id}/notes`)).json;
  expect(items.map(({ text }: { text: string }) => text)).toEqual(["And once more", "Called twice"]);
  expect((await admin("POST", `/accounts/${id}/notes`, { text: "x".repeat(2_001) })).status).toBe(422);
  expect((await admin("POST", "/accounts/999/notes", { text: "x" })).status).toBe(404);
  expect(JSON.stringify((await admin("GET", "/audit")).json)).not.toContain("Called twice");
});

eachDatabase("others like it share an address or a device; what too many share is named only", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  const { id: bob } = await core.register("bob");
  const device = (address: string) => ({ door: "slime", address, macAddress: "00:11:22:33:44:55" });
  for (const [username, address] of [["ada", "203.0.113.5"], ["bob", "203.0.113.6"]] as const) {
    const origin = device(address);
    await core.accounts.logIn({ username, password: "correct horse", origin }, () => Promise.resolve());
  }
  const first = (await admin("GET", `/accounts/${id}/related`)).json;
  expect(first).toMatchObject({ next: null, common: [] });
  expect(first.items).toEqual([{
    account: bob,
    username: "bob",
    status: "active",
    shares: expect.arrayContaining([
      expect.objectContaining({ kind: "address", value: ORIGIN.address }),
      expect.objectContaining({ kind: "mac", value: "001122334455" }),
    ]),
  }]);
  for (let n = 0; n < 51; n++) {
    const other = await addAccount(database, `other_${n}`);
    await database.write.insertInto("account_addresses").values({
      account_id: other,
      network: ORIGIN.address,
      address_key: "4.c6336407",
      last_seen_at: core.clock.now().getTime(),
    }).execute();
  }
  const second = (await admin("GET", `/accounts/${id}/related`)).json;
  expect(second.common).toEqual([{ kind: "address", value: ORIGIN.address }]);
  expect(second.items.map(({ account }: { account: number }) => account)).toEqual([bob]);
});

eachDatabase("one session is ended, or all of an account", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id, token } = await core.register("ada");
  const others = [await core.logIn("ada"), await core.logIn("ada")];
  const { sessionId } = await core.sessions.verify(token);
  expect((await admin("DELETE", `/accounts/${id}/sessions/${sessionId}`)).status).toBe(204);
  expect((await admin("DELETE", `/accounts/${id}/sessions/${sessionId}`)).status).toBe(404);
  expect(await codeOf(core.sessions.verify(token))).toBe("invalid_token");
  expect((await admin("POST", `/accounts/${id}/sessions/end`, { reason: "Shared" })).status).toBe(204);
  for (const other of others) expect(await codeOf(core.sessions.verify(other))).toBe("invalid_token");
});

eachDatabase("a name and an e-mail are changed with a reason, and are unique as ever", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  await core.register("bob");
  expect((await admin("PATCH", `/accounts/${id}`, { username: "Countess" })).status).toBe(422);
  const changed = await admin("PATCH", `/accounts/${id}`, {
    username: "Countess",
    email: "ada@example.org",
    reason: "Asked by mail",
  });
  expect(changed.json).toMatchObject({ username: "Countess", email: "ada@example.org" });
  const taken = await admin("PATCH", `/accounts/${id}`, { username: "BOB", reason: "x" });
  expect([taken.status, taken.json.code]).toEqual([409, "username_taken"]);
  const reason = "Not hers";
  const emptied = await admin("PATCH", `/accounts/${id}`, { email: null, reason });
  expect([emptied.status, emptied.json.email]).toEqual([200, null]);
  expect((await admin("GET", "/audit?action=account.email&limit=1")).json.items).toMatchObject([{
    account: id,
    reason,
  }]);
  expect((await admin("PATCH", `/accounts/${id}`, { username: null, reason })).status).toBe(422);
  expect(await core.logIn("countess")).toEqual(expect.any(String));
  expect(await codeOf(core.logIn("ada"))).toBe("invalid_credentials");
});

eachDatabase("a recovery link opens an account that has no e-mail, once", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  const made = await admin("POST", `/accounts/${id}/recovery`, { reason: "Lost the mailbox" });
  expect([made.status, made.json.validFrom, made.json.expiresAt]).toEqual(
    [201, "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"],
  );
  const token = made.json.url.split("#reset=")[1];
  const finish = (newPassword: string) => core.resets.finish({ token, newPassword, answer: {}, origin: ORIGIN });
  expect(await codeOf(finish("another horse"))).toBe("no error");
  expect(await codeOf(finish("a third horse"))).toBe("invalid_link");
  const email = await admin("POST", `/accounts/${id}/reset-mail`, { reason: "x" });
  expect([email.status, email.json.code]).toEqual([409, "email_required"]);
});

eachDatabase("an operator is not told of a mail that nobody sends", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  await database.write.updateTable("accounts").set({ email: "ada@example.org", email_key: "ada@example.org" })
    .where("id", "=", id).execute();
  for (const path of ["reset-mail", "verification-mail"]) {
    const { status, json } = await admin("POST", `/accounts/${id}/${path}`, { reason: "Asked for it" });
    expect([path, status, json.code]).toEqual([path, 404, "not_found"]);
  }
  // And nobody's log says that one was sent.
  expect((await admin("GET", `/audit?action=mail.resend`)).json.items).toEqual([]);
});

eachDatabase("one that removes the second factor is good a day later, and for two days", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  const made = await admin("POST", `/accounts/${id}/recovery`, { reason: "Lost all", removeSecondFactor: true });
  expect([made.json.validFrom, made.json.expiresAt]).toEqual(["2026-01-02T00:00:00.000Z", "2026-01-04T00:00:00.000Z"]);
  const token = made.json.url.split("#reset=")[1];
  expect(await codeOf(core.resets.check(token, ORIGIN))).toBe("too_early");
  core.clock.advance(24 * 60 * 60_000);
  expect(await core.resets.check(token, ORIGIN)).toEqual({ username: "ada", methods: [] });
  core.clock.advance(48 * 60 * 60_000);
  expect(await codeOf(core.resets.check(token, ORIGIN))).toBe("invalid_link");
});

eachDatabase("the audit log is filtered by actor, times, address and the name that was typed", async (database) => {
  const { core, admin } = await adminOn(database);
  await core.register("ada");
  core.clock.advance(60_000);
  await core.logIn("ada");
  const wrong = (username: string) =>
    core.accounts.logIn({ username, password: "wrong horse", origin: ORIGIN }, () => Promise.resolve());
  await codeOf(wrong("Nobody_1"));
  await codeOf(wrong("correct horse battery"));
  const actions = async (query: string) =>
    (await admin("GET", `/audit?${query}`)).json.items.map(({ action }: { action: string }) => action);
  expect(await actions("name=nobody_1")).toEqual(["login.failed"]);
  expect(await actions("to=2026-01-01T00:00:30Z")).toEqual(["account.register"]);
  expect(await actions("from=2026-01-01T00:00:30Z&action=login.succeeded")).toEqual(["login.succeeded"]);
  expect(await actions("from=2027-01-01T00:00:00Z")).toEqual([]);
  expect(await actions(`address=${ORIGIN.address}`)).toHaveLength(4);
  expect(await actions("address=192.0.2.200")).toEqual([]);
  expect(await actions("actor=admin")).toEqual([]);
  const rows = await database.read.selectFrom("audit_log").select("name").where("name", "is not", null).execute();
  expect(rows).toEqual([{ name: "nobody_1" }]);
});
