/** What a rule says by what is going on now, and by the latest attempts: nothing of it is asked of the account. */
import type { Queryable } from "../../platform/database/database.ts";
import type { ErrorCode } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { TrailRecord } from "../trail/trail_list.ts";
import type { LiveState } from "./live_state.ts";
import { type AskedRule, PASS, refuse, type Said, unknown } from "./rule_answer.ts";
import { say, type Saying } from "./sayings.ts";

/** What the trail says is of now for so long. */
const RECENT_MS = 10 * 60_000;

export interface EvidenceParts extends Pick<Kernel, "clock"> {
  /** What only the running doors know. */
  readonly live: LiveState;
}

/** What is full now, at this instance; else what turned a line of the address away a moment ago, at any. */
export function lineCap({ live, clock }: EvidenceParts, asked: AskedRule): Said {
  const { address, door } = asked;
  const act = say("close_lines");
  const full = address === null ? null : live.lineCap(door, address);
  if (full !== null) return refuse("too_many_connections", full, act);
  const row = asked.ofAddress.find((row) => row.door === door && row.rule === "line.cap");
  if (row === undefined || clock.now().getTime() - Date.parse(row.at) > RECENT_MS) return PASS;
  // Lines come and go: there is room now.
  return { ...unknown(say("lines_turned_away", { count: row.count, at: row.at })), act };
}

/** What the door said of the latest attempt stands until another one is let past the rule. */
export function latest(asked: AskedRule, act: Saying): Said {
  const row = latestAttempt(asked);
  if (row?.rule !== asked.rule) return PASS;
  const { at, client } = row;
  const because = client === null ? say("latest_build", { at }) : say("latest_build_of", { at, client });
  return refuse(row.code as ErrorCode | null, because, act);
}

/** A module decides anew each time: what it said last is what is known. */
export async function hook(db: Queryable, asked: AskedRule): Promise<Said> {
  const row = latestAttempt(asked);
  if (row?.rule !== "hook") return PASS;
  const { at, code, durationMs: ms } = row;
  const words = row.words ?? await auditedWords(db, row);
  const because = [
    asked.game === null ? say("a_module_refused", { at }) : say("module_refused", { game: asked.game, at }),
    ...(ms === null ? [] : [say("module_took", { ms })]),
    ...(words === null ? [] : [say("module_said", { words })]),
  ];
  return {
    ...unknown(...because),
    verdict: "refuse",
    code: (code as ErrorCode | null) ?? "hook_failed",
    act: say("look_at_module"),
  };
}

/** Why a game keeps an account out by a rule of its own: it says so to the audit log. */
async function auditedWords(db: Queryable, { account, door }: TrailRecord): Promise<string | null> {
  if (account === null) return null;
  const row = await db.selectFrom("audit_log").select("reason").where("account_id", "=", account)
    .where("action", "=", "login.refused").where("door", "=", door).orderBy("id", "desc").limit(1).executeTakeFirst();
  return row?.reason ?? null;
}

/** Now; else what kept the server from deciding a moment ago. */
export async function server({ live, clock }: EvidenceParts, asked: AskedRule): Promise<Said> {
  const act = say("look_at_server");
  const now = await live.server(asked.game !== null);
  if (now !== null) return refuse(now.code, now.because, act);
  const row = latestAttempt(asked);
  if (row?.rule !== "server" || clock.now().getTime() - Date.parse(row.at) > RECENT_MS) return PASS;
  return { ...unknown(say("server_was_busy", { at: row.at })), act };
}

/** At this door: of the player, or where that is nobody's of the address. */
function latestAttempt({ trail, ofAddress, door, account, name }: AskedRule): TrailRecord | undefined {
  const own = trail.find((row) => row.door === door);
  if (account === null && name === null) return ofAddress.find((row) => row.door === door);
  // Before the name is read nobody knows whose line it is.
  const nameless = ofAddress.find((row) => row.door === door && row.account === null && row.name === null);
  if (own === undefined) return nameless;
  return nameless === undefined || nameless.id < own.id ? own : nameless;
}
