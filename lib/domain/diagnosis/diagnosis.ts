/**
 * "Why can't this player log in?": asks every rule of every door in the door's own order, changes and counts nothing, and
 * names the act that would let the player in. What needs the password is unknown, and answered from the trail.
 */
import { type Account, findAccountByEmail, findAccountByUsername, getAccount } from "../accounts/account.ts";
import { findByExactLoginName, findByLoginName } from "../accounts/login_names.ts";
import { emailKey, usernameKey } from "../accounts/rules.ts";
import { findSuspension, statusOf } from "../accounts/suspensions.ts";
import { parseCidr } from "../../platform/addresses/cidr.ts";
import { invalidInput } from "../../platform/errors.ts";
import { listTrail, type TrailFilter, type TrailRecord } from "../trail/trail_list.ts";
import { answerRule, type RuleParts } from "./answers.ts";
import type { AskedRule, RuleAnswer } from "./rule_answer.ts";
import { HTTP_DOORS, needsNoAccount, rulesOf } from "./door_rules.ts";

const TRAIL_ROWS = 50;

interface DiagnosisQuery {
  readonly name?: string | undefined;
  readonly account?: number | undefined;
  readonly address?: string | undefined;
  readonly mac?: string | undefined;
  readonly door?: string | undefined;
}

interface DiagnosisParts extends RuleParts {
  /** Native doors, each with its game. */
  readonly nativeDoors: () => readonly { readonly door: string; readonly game: string }[];
}

export type Diagnose = ReturnType<typeof createDiagnosis>;

/** A guess is counted before the name is looked up, so that unknown names are guessed at no faster. */
function firstRefusal(rules: readonly RuleAnswer[]): RuleAnswer | undefined {
  const refusals = rules.filter(({ verdict }) => verdict === "refuse");
  const [first] = refusals;
  return first?.rule === "account.known" ? refusals.find(({ rule }) => rule === "account.attempts") ?? first : first;
}

/** Rows without an account, where one is asked after: a name may have been another's before. */
function isNobodys(account: Account | null): (row: TrailRecord) => boolean {
  return (row) => account === null || row.account === null || row.account === account.id;
}

export function createDiagnosis(parts: DiagnosisParts) {
  const { database, clock, nativeDoors } = parts;
  const db = database.read;

  const findNamed = async ({ account: id, name }: DiagnosisQuery): Promise<Account | null> => {
    if (id !== undefined) return await getAccount(db, id);
    if (name === undefined) return null;
    if (name.includes("@")) return await findAccountByEmail(db, emailKey(name));
    return await findByExactLoginName(db, name) ?? await findAccountByUsername(db, usernameKey(name)) ??
      await findByLoginName(db, name);
  };
  const latest = async (filter: TrailFilter) => (await listTrail(database, { ...filter, limit: TRAIL_ROWS })).items;
  const ofAddress = async (address: string | null) => {
    const network = address === null ? null : parseCidr(address);
    return network === null ? [] : await latest({ address: network });
  };
  /** Of the account, and what was refused under its names before anybody looked whose they are. */
  const trailOf = async ({ name, address, mac }: DiagnosisQuery, account: Account | null) => {
    const names = new Set([account?.username, account?.email, name].flatMap((each) => each?.toLowerCase() ?? []));
    const found = await Promise.all([
      account === null ? [] : latest({ account: account.id }),
      ...[...names].map(async (each) => (await latest({ name: each })).filter(isNobodys(account))),
      account === null && name === undefined ? address === undefined ? latest({ mac }) : ofAddress(address) : [],
    ]);
    const rows = new Map(found.flat().map((row) => [row.id, row]));
    return [...rows.values()].sort((a, b) => b.id - a.id).slice(0, TRAIL_ROWS);
  };

  /** @throws {AppError} `not_found` for an id that no account has; `invalid_input` where nobody and nothing is named */
  return async (query: DiagnosisQuery) => {
    const { name, account: id, address: given, mac, door: wanted } = query;
    if ([name, id, given, mac].every((value) => value === undefined)) {
      throw invalidInput("name", "a name, an account, an address or a MAC is needed");
    }
    const account = await findNamed(query);
    const trail = await trailOf(query, account);
    // Anybody may type the name anywhere: the account's own latest place counts.
    const own = account === null ? trail[0] : trail.find((row) => row.account === account.id);
    const address = given ?? own?.address ?? account?.lastAddress ?? null;
    const isOfAccount = name !== undefined || id !== undefined;
    const doors = [
      ...HTTP_DOORS.map((door) => ({ door, game: null })),
      ...nativeDoors(),
    ].filter(({ door }) => wanted === undefined || door === wanted);
    if (doors.length === 0) throw invalidInput("door", `must be one of the doors that are open`);
    const asked: Omit<AskedRule, "door" | "game" | "rule"> = {
      account,
      name: name ?? null,
      address,
      mac,
      trail,
      ofAddress: await ofAddress(address),
    };
    // Door beside door: on PostgreSQL most of the time is the way there and back.
    const diagnosed = await Promise.all(doors.map(async ({ door, game }) => {
      const rules: RuleAnswer[] = [];
      for (const rule of rulesOf(door).filter((each) => isOfAccount || needsNoAccount(each))) {
        rules.push(await answerRule(parts, { ...asked, door, game, rule }));
      }
      const refused = firstRefusal(rules);
      const isSure = rules.every(({ verdict }) => verdict === "pass");
      const verdict: RuleAnswer["verdict"] = refused !== undefined ? "refuse" : isSure ? "pass" : "unknown";
      return { door, game, verdict, refusedBy: refused?.rule ?? null, rules };
    }));
    return {
      account: account === null ? null : {
        id: account.id,
        username: account.username,
        email: account.email,
        status: statusOf(await findSuspension(db, account.id, clock.now())),
      },
      address,
      doors: diagnosed,
      trail,
    };
  };
}
