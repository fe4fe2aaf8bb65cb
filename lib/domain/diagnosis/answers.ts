/** What each rule says of one player at one door, without counting or changing anything. */
import type { Account } from "../accounts/account.ts";
import type { DoorAccess } from "../accounts/door_access.ts";
import type { Guesses, TypedLogin } from "../accounts/guesses.ts";
import { findSuspension, suspensionError } from "../accounts/suspensions.ts";
import type { BanList } from "../bans/ban_list.ts";
import type { Bans } from "../bans/bans.ts";
import type { AddressLimits } from "../limits/address_limits.ts";
import type { Servers } from "../servers/servers.ts";
import { beginsBytewise, bytewise } from "../../platform/database/bytewise.ts";
import type { Database, Queryable } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { countsAttempts, isHttp, knowsByEmail, secretOf } from "./door_rules.ts";
import { type EvidenceParts, hook, latest, lineCap, server } from "./evidence.ts";
import { type AskedRule, inWords, PASS, refuse, type RuleAnswer, type Said, unknown } from "./rule_answer.ts";
import { say, type Saying } from "./sayings.ts";

export interface RuleParts extends EvidenceParts, Pick<Kernel, "database" | "clock"> {
  readonly banList: Pick<BanList, "check" | "checkStranger">;
  readonly bans: Pick<Bans, "checkMac">;
  readonly limits: Pick<AddressLimits, "checkNextLoginAttempt">;
  readonly guesses: Pick<Guesses, "checkNext">;
  readonly doors: Pick<DoorAccess, "find">;
  readonly servers: Pick<Servers, "onlineFor">;
  /** The ways to finish a login whose second factor is on; null for one that has none. */
  readonly secondFactor: (db: Queryable, accountId: number) => Promise<readonly string[] | null>;
}

const NEAREST = 5;

export async function answerRule(parts: RuleParts, asked: AskedRule): Promise<RuleAnswer> {
  const { rule } = asked;
  // Said under the name that the trail and the wire have for it.
  const shown = rule === "account.deleting" ? "account.status" : rule;
  return inWords(shown, await ask(parts, asked));
}

async function ask(parts: RuleParts, asked: AskedRule): Promise<Said> {
  const { rule, account, address, door } = asked;
  const { database: { read: db }, clock } = parts;
  switch (rule) {
    case "line.cap":
      return lineCap(parts, asked);
    case "client.version":
      return latest(asked, say("update_client"));
    case "address.ban":
      if (address === null) return unknown(say("no_address"));
      return await caught(
        async () => await (door === "websocket" ? parts.banList.check(address) : parts.banList.checkStranger(address)),
        say("lift_address", { address }),
        clock.now(),
      );
    case "address.attempts":
      if (address === null) return unknown(say("no_address"));
      return await caught(
        async () => {
          if (isHttp(door)) parts.live.checkNextCall(address);
          if (door !== "websocket") await parts.limits.checkNextLoginAttempt(db, address, countsAttempts(door));
        },
        say("wait_or_exempt"),
        clock.now(),
      );
    case "mac.ban": {
      const mac = asked.mac ?? await latestMac(db, account);
      if (mac === null) return PASS;
      return await caught(() => parts.bans.checkMac(db, mac), say("lift_mac", { mac }), clock.now());
    }
    case "account.known":
      return await known(parts.database, asked);
    case "account.attempts": {
      if (address === null) return unknown(say("no_address"));
      const typed = typedOf(asked);
      if (typed === null) return PASS;
      const act = say("wait_for_turn");
      return await caught(() => parts.guesses.checkNext(typed, account?.id ?? null, address), act, clock.now());
    }
    case "account.guest":
      if (account?.isGuest !== true) return PASS;
      return refuse("invalid_credentials", say("guest"), say("upgrade_guest"));
    case "door.secret":
      return await secret(parts, asked);
    case "password":
      return await password(db, asked);
    case "second.factor":
      return await secondFactor(parts, asked);
    case "door.access":
      return await access(parts, asked);
    case "account.status":
      return await status(parts, asked);
    case "account.deleting":
      return deleting(asked);
    case "token":
      return token(asked);
    case "realm.online":
      if (asked.game !== null && (await parts.servers.onlineFor(asked.game)).length > 0) return PASS;
      return refuse("server_offline", say("no_server"), say("start_server"));
    case "hook":
      return await hook(db, asked);
    case "server":
      return await server(parts, asked);
  }
}

async function caught(check: () => Promise<void>, act: Saying, now: Date): Promise<Said> {
  try {
    await check();
    return PASS;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "unavailable") throw error;
    const { reason, counted, until, retryAfterSeconds } = error.details;
    const end = retryAfterSeconds === undefined ? until : new Date(now.getTime() + retryAfterSeconds * 1_000);
    const because = counted === undefined
      ? say("own_words", { text: reason ?? error.message })
      : say(`counted_${counted.what}`, { count: counted.count, of: counted.of, max: counted.max });
    return { ...refuse(error.code, because, act), until: end?.toISOString() ?? null };
  }
}

async function known(database: Pick<Database, "read" | "engine">, { account, door, name }: AskedRule): Promise<Said> {
  if (account === null) {
    const near = await nearest(database, name ?? "");
    const because = near.length === 0 ? say("nobody") : say("nobody_but", { names: near.join(", ") });
    return refuse("invalid_credentials", because, say("ask_name"));
  }
  if (!knowsByEmail(door) || account.email !== null) return PASS;
  return refuse("invalid_credentials", say("no_email"), say("add_email"));
}

/** Names that begin alike. */
async function nearest({ read, engine }: Pick<Database, "read" | "engine">, name: string): Promise<string[]> {
  const beginning = name.toLowerCase().slice(0, Math.max(3, name.length - 2)).replaceAll("\0", "");
  if (beginning.length < 3) return [];
  const rows = await read.selectFrom("accounts").select("username")
    .where(beginsBytewise(engine, "username_key", beginning)).orderBy(bytewise(engine, "username_key"))
    .limit(NEAREST).execute();
  return rows.map(({ username }) => username);
}

async function secret({ database, doors }: RuleParts, { account, door, game }: AskedRule): Promise<Said> {
  const db = database.read;
  const scheme = secretOf(door);
  if (account === null || scheme === null || game === null) return PASS;
  // A closed door withholds the secret, and a game password has one of its own.
  const { access } = await doors.find(db, account.id, game);
  if (access === "closed" || access === "game_password") return PASS;
  const row = await db.selectFrom("account_secrets").select("scheme").where("account_id", "=", account.id)
    .where("scheme", "=", scheme).executeTakeFirst();
  if (row !== undefined) return PASS;
  return refuse("invalid_credentials", say("no_secret"), say("log_in_in_browser"));
}

async function password(db: Queryable, { account, door, trail }: AskedRule): Promise<Said> {
  if (account === null) return unknown(say("nobodys_password"));
  const some = account.passwordHash !== null ||
    await db.selectFrom("account_secrets").select("scheme").where("account_id", "=", account.id).executeTakeFirst() !==
      undefined;
  if (!some) {
    return refuse("invalid_credentials", say("no_password"), say("set_password"));
  }
  const wrong: string[] = [];
  let success: string | null = null;
  for (const row of trail) {
    if (row.door !== door) continue;
    if (row.result === "succeeded") {
      success = row.at;
      break;
    }
    if (row.rule === "password") wrong.push(row.at);
  }
  const last = success ?? account.lastLogin?.toISOString() ?? null;
  const changed = await db.selectFrom("audit_log").select("at").where("account_id", "=", account.id)
    .where("action", "in", ["account.password", "reset.finish"]).orderBy("id", "desc").limit(1).executeTakeFirst();
  const because = [
    last === null ? say("no_success") : say("last_success", { at: last }),
    changed === undefined ? say("never_changed") : say("last_changed", { at: new Date(changed.at).toISOString() }),
    say("wrong_since", { count: wrong.length }),
  ];
  const act = wrong.length === 0 ? null : say("reset_password");
  return { ...unknown(...because), code: "invalid_credentials", act };
}

async function secondFactor({ database, secondFactor: methodsOf }: RuleParts, asked: AskedRule): Promise<Said> {
  const { account, trail, door } = asked;
  const methods = account === null ? null : await methodsOf(database.read, account.id);
  if (account === null || methods === null) return PASS;
  const codes = await database.read.selectFrom("recovery_codes").select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", account.id).executeTakeFirst();
  const latest = trail.find((row) => row.door === door);
  const wrong = latest?.code === "invalid_code" ? await latestWrongCode(database.read, account.id) : null;
  const because = [
    say("factor_on", { methods: methods.join(", ") }),
    say("codes_left", { count: Number(codes?.count ?? 0) }),
    ...(wrong === null ? [] : [wrong]),
  ];
  if (wrong?.key === "latest_behind" || wrong?.key === "latest_ahead") {
    return { ...unknown(...because), code: "invalid_code", act: say("set_clock") };
  }
  return { ...unknown(...because), code: "second_factor_required", act: say("give_code") };
}

/** The audit log says it such as `wrong code: of a clock that is 7 steps of 30 s behind`. */
async function latestWrongCode(db: Queryable, accountId: number): Promise<Saying | null> {
  const row = await db.selectFrom("audit_log").select("reason").where("account_id", "=", accountId)
    .where("action", "=", "login.failed").orderBy("id", "desc").limit(1).executeTakeFirst();
  const reason = row?.reason ?? "";
  if (!reason.startsWith("wrong code")) return null;
  const [, steps, way] = /(\d+) steps of 30 s (behind|ahead)$/.exec(reason) ?? [];
  if (steps !== undefined) return say(way === "behind" ? "latest_behind" : "latest_ahead", { steps });
  return say(reason.endsWith("used before") ? "latest_used" : "latest_wrong");
}

async function access({ database, doors, clock }: RuleParts, { account, game, address }: AskedRule): Promise<Said> {
  if (account === null || game === null) return PASS;
  const state = await doors.find(database.read, account.id, game);
  const isOpen = state.access !== "closed" &&
    (state.access !== "window" || (address !== null && state.isOpenFor(address)));
  if (state.access === "game_password") {
    return { ...unknown(say("game_password_only")), act: say("type_game_password") };
  }
  if (isOpen) return PASS;
  const window = state.access !== "window" ? undefined : await database.read.selectFrom("access_windows")
    .select("address").where("account_id", "=", account.id).where("game_id", "=", game)
    .where("until", ">", clock.now().getTime()).executeTakeFirst();
  const because = state.access === "closed" ? say("access_closed") : noWindow(window?.address, address);
  return refuse("door_closed", because, say("open_window"));
}

/** @param window whose address the open one is for */
function noWindow(window: string | undefined, address: string | null): Saying {
  if (window === undefined) return address === null ? say("no_window_for_unknown") : say("no_window", { address });
  return address === null ? say("window_unknown", { window }) : say("window_elsewhere", { window, address });
}

async function status({ database, clock }: RuleParts, asked: AskedRule): Promise<Said> {
  const { account, door } = asked;
  if (account === null) return PASS;
  const suspension = await findSuspension(database.read, account.id, clock.now());
  if (suspension !== null) {
    const { code } = suspensionError(suspension);
    const because = say("suspended", { reason: suspension.reason, by: suspension.createdBy });
    const act = say("lift_suspension", { id: suspension.id });
    return { ...refuse(code, because, act), until: suspension.until?.toISOString() ?? null };
  }
  return door === "http" || door === "game_auth" ? PASS : deleting(asked);
}

function deleting({ account }: AskedRule): Said {
  if (account === null || account.deletesAt === null) return PASS;
  return {
    ...refuse("account_deleting", say("deleting"), say("restore")),
    until: account.deletesAt.toISOString(),
  };
}

function token({ trail, door }: AskedRule): Said {
  const latest = trail.find((row) => row.door === door);
  if (latest?.rule !== "token") return unknown(say("tokens_hashed"));
  return {
    ...unknown(say("token_refused", { at: latest.at })),
    code: "invalid_token",
    act: say("log_in_before"),
  };
}

function typedOf({ account, name, door }: AskedRule): TypedLogin | null {
  if (knowsByEmail(door)) {
    const email = name?.includes("@") === true ? name : account?.email ?? null;
    return email === null ? null : { email };
  }
  if (name !== null) return name.includes("@") ? { email: name } : { username: name };
  return account === null ? null : { username: account.username };
}

async function latestMac(db: Queryable, account: Account | null): Promise<string | null> {
  if (account === null) return null;
  const row = await db.selectFrom("account_macs").select("mac").where("account_id", "=", account.id)
    .orderBy("last_seen_at", "desc").limit(1).executeTakeFirst();
  return row?.mac ?? null;
}
