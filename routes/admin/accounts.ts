/** `/admin/api/accounts`: who plays, and what operators do about it. */
import { z } from "zod";
import type { Suspensions } from "../../lib/domain/accounts/suspensions.ts";
import type { AccountLogins } from "../../lib/domain/admin/logins_of_account.ts";
import type { SuspendWithAddresses } from "../../lib/domain/admin/address_suspensions.ts";
import { listCharacterRecords } from "../../lib/domain/admin/character_records.ts";
import { existingAccount } from "../../lib/domain/accounts/account.ts";
import type { Notes } from "../../lib/domain/admin/notes.ts";
import type { GameDoor } from "../../lib/domain/access/game_access.ts";
import type { ReadWaysIn } from "../../lib/domain/admin/ways_in.ts";
import type { RelatedAccounts } from "../../lib/domain/admin/related.ts";
import { listSuspensionRecords } from "../../lib/domain/admin/suspension_records.ts";
import type { Authority } from "../../lib/domain/operators/authority.ts";
import { type AccountRecords, suspensionRecord } from "../../lib/domain/admin/account_records.ts";
import { shortenRecord } from "../../lib/domain/admin/shortened_records.ts";
import { forbidden, type Operator } from "../../lib/domain/operators/operator.ts";
import { isPermitted, ROLES } from "../../lib/domain/operators/permissions.ts";
import type { Roles } from "../../lib/domain/operators/roles.ts";
import { idSchema, text } from "../../lib/platform/json/input.ts";
import { gameView } from "../game_access.ts";
import {
  accountAnswer,
  banAnswer,
  characterAnswer,
  fullSuspensionAnswer,
  noteAnswer,
  pageOf,
  relatedAnswer,
  suspensionAnswer,
  waysInAnswer,
} from "./answers.ts";
import { type AdminKernel, type AdminMount, defineCalls } from "./call.ts";
import { answerCsv, type CsvParts } from "./csv.ts";
import { byOf, note, OPTIONAL_REASON, reason, until, valueChange } from "./fields.ts";
import { format, numberPage, readId } from "./query.ts";

export const ACCOUNT_CALLS = defineCalls({
  "GET /accounts": {
    summary: "Accounts, newest first",
    permission: "accounts.read",
    query: z.object({
      limit: numberPage.limit,
      after: text(400).optional(),
      search: text(254).optional(),
      role: z.enum(ROLES).optional(),
      status: z.enum(["active", "banned", "suspended"]).optional(),
      has: z.enum(["second_factor", "unverified", "guest", "deleting"]).optional(),
      sort: z.enum(["newest", "oldest", "username"]).optional(),
      format,
    }),
    csv: true,
    answers: { 200: pageOf(accountAnswer, z.union([idSchema, z.string()])) },
  },
  "GET /accounts/:id": {
    summary: "One account",
    permission: "accounts.read",
    answers: { 200: accountAnswer },
  },
  "PATCH /accounts/:id": {
    summary: "Gives or takes a role; changes the username or the e-mail, with a reason",
    permission: "accounts.write",
    fields: { role: "roles.write", username: "accounts.write", email: "accounts.write" },
    body: z.object({
      role: z.enum(ROLES).optional(),
      username: text(64).optional(),
      email: text(254).nullable().optional(),
      reason: reason.optional(),
    }).refine(({ role, username, email }) => role !== undefined || username !== undefined || email !== undefined, {
      error: "must change something: role, username or email",
    }).refine(
      ({ username, email, reason }) => (username === undefined && email === undefined) || reason !== undefined,
      {
        error: "must say why",
        path: ["reason"],
      },
    ),
    answers: { 200: accountAnswer },
    codes: ["last_admin", "username_taken", "email_taken"],
  },
  "POST /accounts/:id/suspensions": {
    summary: "Suspends an account, or bans it where there is no end",
    permission: "suspensions.write",
    body: z.object({ reason, until, note: note.optional(), addresses: z.boolean().optional() }),
    answers: { 201: suspensionAnswer.extend({ note: z.string().optional(), bans: z.array(banAnswer).optional() }) },
  },
  "DELETE /accounts/:id/suspensions/:sid": {
    summary: "Lifts a suspension",
    permission: "suspensions.write",
    ...OPTIONAL_REASON,
  },
  "PATCH /accounts/:id/suspensions/:sid": {
    summary: "Changes a suspension that holds; the old values stay",
    permission: "suspensions.write",
    body: valueChange,
    answers: { 200: fullSuspensionAnswer },
  },
  "GET /accounts/:id/suspensions": {
    summary: "Every suspension of an account, ended ones too, newest first",
    permission: "bans.read",
    query: z.object(numberPage),
    answers: { 200: pageOf(fullSuspensionAnswer, idSchema) },
  },
  "GET /accounts/:id/characters": {
    summary: "The characters of an account, newest first",
    permission: "accounts.read",
    query: z.object(numberPage),
    answers: { 200: pageOf(characterAnswer, idSchema) },
  },
  "GET /accounts/:id/related": {
    summary: "Accounts that were seen at an address, or with a device, of this one",
    permission: "accounts.private",
    query: z.object(numberPage),
    answers: { 200: relatedAnswer },
  },
  "GET /accounts/:id/ways-in": {
    summary: "What opens an account: password, providers, passkeys, second factor, each game's doors; its game tokens",
    permission: "accounts.private",
    answers: { 200: waysInAnswer },
  },
  "GET /accounts/:id/notes": {
    summary: "What operators noted of an account, newest first",
    permission: "notes.write",
    query: z.object(numberPage),
    answers: { 200: pageOf(noteAnswer, idSchema) },
  },
  "POST /accounts/:id/notes": {
    summary: "Notes something of an account, for operators only",
    permission: "notes.write",
    body: z.object({ text: note }),
    answers: { 201: noteAnswer },
  },
});

export interface AdminAccountParts extends Pick<CsvParts, "audit"> {
  readonly accountRecords: AccountRecords;
  readonly accountLogins: AccountLogins;
  readonly authority: Pick<Authority, "require">;
  readonly notes: Notes;
  readonly readWaysIn: ReadWaysIn<GameDoor, unknown>;
  readonly relatedAccounts: RelatedAccounts;
  readonly suspendWithAddresses: SuspendWithAddresses;
  readonly suspensions: Suspensions;
  readonly roles: Pick<Roles, "set">;
}

export function mountAccounts(mount: AdminMount, { database, clock }: AdminKernel, parts: AdminAccountParts): void {
  const on = mount(ACCOUNT_CALLS);
  const { accountRecords, accountLogins, audit, notes, relatedAccounts, suspensions, roles } = parts;
  const existing = (id: number) => existingAccount(database.read, id);
  const get = async (id: number, operator: Operator) => shownTo(operator)(await accountRecords.get(id));

  on("GET /accounts", async (c, { format, after, limit, ...query }) => {
    const operator = c.get("actor");
    const seesPrivate = isPermitted(operator.role, "accounts.private");
    if (
      !seesPrivate && query.search !== undefined &&
      !/^(?:(?:character|steam|epic):.*|[A-Za-z0-9_]*)$/.test(query.search)
    ) {
      throw forbidden(
        "accounts.private",
        "Without accounts.private no account is found by address, MAC or e-mail",
      );
    }
    const readPage = async (page: { readonly after: string | undefined; readonly limit: number }) => {
      const { items, next } = await accountRecords.list({ ...query, ...page, byEmail: seesPrivate });
      return { items: items.map(shownTo(operator)), next };
    };
    if (format !== "csv") return await readPage({ after, limit });
    return await answerCsv(c, { database, clock, audit }, {
      name: "accounts",
      row: accountAnswer,
      after,
      // The next of a page is a number or a text, and its `after` always a text.
      readPage: async (page) => {
        const { items, next } = await readPage(page);
        return { items, next: next === null ? null : String(next) };
      },
    });
  });

  on("GET /accounts/:id", (c) => get(readId(c), c.get("actor")));

  on("PATCH /accounts/:id", async (c, { role, username, email, reason }) => {
    const id = readId(c);
    if (reason !== undefined && (username !== undefined || email !== undefined)) {
      await accountLogins.change(id, { username, email, reason }, byOf(c));
    }
    if (role !== undefined) await roles.set(id, role, c.get("actor"), reason);
    return await get(id, c.get("actor"));
  });

  on("POST /accounts/:id/suspensions", async (c, { addresses = false, ...input }) => {
    const what = { accountId: readId(c), ...input, ...byOf(c) };
    const { note } = input;
    if (!addresses) return { ...suspensionRecord(await suspensions.suspend(what)), note };
    await parts.authority.require(c.get("actor"), "bans.write");
    const { suspension, bans } = await parts.suspendWithAddresses(what);
    return { ...suspensionRecord(suspension), note, bans };
  });

  on("DELETE /accounts/:id/suspensions/:sid", (c, because) => {
    const which = { accountId: readId(c), suspensionId: readId(c, "sid"), reason: because?.reason };
    return suspensions.lift({ ...which, ...byOf(c) });
  });

  on("PATCH /accounts/:id/suspensions/:sid", async (c, change) => {
    const [accountId, suspensionId] = [readId(c), readId(c, "sid")];
    await suspensions.change({ accountId, suspensionId, change, ...byOf(c) });
    const { items } = await listSuspensionRecords(database.read, accountId, { limit: 1 }, suspensionId);
    return items[0];
  });

  on("GET /accounts/:id/suspensions", async (c, page) => {
    return await listSuspensionRecords(database.read, await existing(readId(c)), page);
  });

  on("GET /accounts/:id/characters", async (c, page) => {
    return await listCharacterRecords(database.read, await existing(readId(c)), page);
  });

  on("GET /accounts/:id/related", async (c, page) => {
    return await relatedAccounts.list(await existing(readId(c)), page);
  });

  on("GET /accounts/:id/ways-in", async (c) => {
    const { games, ...ways } = await parts.readWaysIn(readId(c));
    return { ...ways, games: games.map((of) => gameView(of, clock.now())) };
  });

  on("GET /accounts/:id/notes", async (c, page) => {
    return await notes.list(await existing(readId(c)), page);
  });

  on("POST /accounts/:id/notes", (c, { text }) => notes.add(readId(c), text, byOf(c)));
}

function shownTo({ role }: Operator) {
  return isPermitted(role, "accounts.private") ? <Record>(record: Record) => record : shortenRecord;
}
