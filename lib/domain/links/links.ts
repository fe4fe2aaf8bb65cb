/**
 * Links that are good once, for a while: what somebody proves who reads the mail, or the screen, that shows them. The
 * database knows their SHA-256 only; they are spent by a POST, never by opening them.
 */
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import { deletePast } from "../../platform/database/batches.ts";
import { type Database, lockAccount, type Queryable, type UnitOfWork } from "../../platform/database/database.ts";
import type { Row } from "../../platform/database/schema.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

/** What a link does, and where it leads: `#reset=…` of the players' page, `#invite=…` of the console. */
type LinkKind = "reset" | "verify" | "undo" | "invite";

/** What using the link needs; JSON. */
export type LinkData = Readonly<Record<string, string | number | boolean | null>>;

/** For so long what changed an account's security can be taken back. */
export const UNDO_MS = 72 * 60 * 60_000;

export interface NewLink {
  readonly kind: LinkKind;
  /** Null for a link that is nobody's yet. */
  readonly accountId: number | null;
  readonly ttlMs: number;
  readonly data?: LinkData;
  /** Before it the link is refused with `too_early`. */
  readonly validFrom?: Date;
  /** Which of the account's older links of the kind end with it, told by their data; none where it is left out. */
  readonly replaces?: (older: LinkData) => boolean;
  /** Keeps an e-mail address, folded, from every other account while the link holds. */
  readonly reservedEmailKey?: string;
}

export interface IssuedLink {
  readonly id: number;
  /** Given out here and never again. */
  readonly url: string;
  readonly expiresAt: Date;
}

export type Link = ReturnType<typeof toLink>;

export interface Links {
  issue(unit: UnitOfWork, link: NewLink): Promise<IssuedLink>;
  /**
   * Looks without using it up.
   * @throws {AppError} `invalid_link` where it is unknown, used, expired or replaced; `too_early` with `validFrom`
   */
  find(db: Queryable, kind: LinkKind, token: string): Promise<Link>;
  /** The same, of one that was used as well. @throws {AppError} as `find` */
  findSpent(db: Queryable, kind: LinkKind, token: string): Promise<Link>;
  /** Uses it up. Of several at once exactly one succeeds. @throws {AppError} `invalid_link` */
  redeem(unit: UnitOfWork, link: Pick<Link, "id">): Promise<void>;
  /** Keeps a link that was used for so long from now, to know it again. Milliseconds. */
  keep(unit: UnitOfWork, link: Pick<Link, "id">, ttlMs: number): Promise<void>;
  /** Takes one back. */
  withdraw(unit: UnitOfWork, linkId: number): Promise<void>;
  /** Notes a wrong code that came with it; the fifth ends it. */
  countWrongCode(unit: UnitOfWork, link: Pick<Link, "id">): Promise<void>;
  /** Ends the account's links of the kind, those made before `fromId` left alone. */
  end(unit: UnitOfWork, of: { accountId: number; kind: LinkKind; fromId?: number }): Promise<void>;
}

const TOKEN_BYTES = 32;
/** Base64url of 32 bytes. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const WRONG_CODES_MAX = 5;

interface LinksParts extends Pick<Kernel, "clock" | "random"> {
  /** Where the page lies, without a slash at its end. */
  readonly baseUrl: string;
}

export function createLinks({ clock, random, baseUrl }: LinksParts): Links {
  const nowMs = () => clock.now().getTime();

  const look = async (db: Queryable, kind: LinkKind, token: string): Promise<Link> => {
    if (!TOKEN.test(token)) throw invalidLink();
    const row = await db.selectFrom("links").selectAll()
      .where("hash", "=", hashSecret(token)).where("kind", "=", kind).where("expires_at", ">", nowMs())
      .executeTakeFirst();
    if (row === undefined || row.wrong_codes >= WRONG_CODES_MAX) throw invalidLink();
    if (row.valid_from !== null && row.valid_from > nowMs()) {
      const validFrom = new Date(row.valid_from);
      throw new AppError("too_early", `This link is good from ${validFrom.toISOString()} on`, { validFrom });
    }
    return toLink(row);
  };

  return {
    async issue(unit, { kind, accountId, ttlMs, data = {}, validFrom, replaces, reservedEmailKey }) {
      if (replaces !== undefined && accountId !== null) {
        // Of two that replace one another at once, the later must see the earlier.
        await lockAccount(unit, accountId);
        const older = await unit.db.selectFrom("links").select(["id", "data"])
          .where("account_id", "=", accountId).where("kind", "=", kind).execute();
        const ended = older.filter((link) => replaces(JSON.parse(link.data))).map(({ id }) => id);
        if (ended.length > 0) await unit.db.deleteFrom("links").where("id", "in", ended).execute();
      }
      const token = random.bytes(TOKEN_BYTES).toBase64({ alphabet: "base64url", omitPadding: true });
      const expiresAt = new Date(unit.now.getTime() + ttlMs);
      const { id } = await unit.db.insertInto("links").values({
        kind,
        hash: hashSecret(token),
        account_id: accountId,
        data: JSON.stringify(data),
        reserved_email_key: reservedEmailKey ?? null,
        created_at: unit.now.getTime(),
        valid_from: validFrom?.getTime() ?? null,
        expires_at: expiresAt.getTime(),
        used_at: null,
      }).returning("id").executeTakeFirstOrThrow();
      return { id, url: `${baseUrl}${kind === "invite" ? "/console" : ""}/#${kind}=${token}`, expiresAt };
    },

    async find(db, kind, token) {
      const link = await look(db, kind, token);
      if (link.usedAt !== null) throw invalidLink();
      return link;
    },

    findSpent: look,

    async redeem(unit, { id }) {
      const result = await unit.db.updateTable("links").set({ used_at: unit.now.getTime() })
        .where("id", "=", id).where("used_at", "is", null).where("expires_at", ">", unit.now.getTime())
        .where("wrong_codes", "<", WRONG_CODES_MAX).executeTakeFirst();
      if (result.numUpdatedRows === 0n) throw invalidLink();
    },

    async keep(unit, { id }, ttlMs) {
      await unit.db.updateTable("links").set({ expires_at: unit.now.getTime() + ttlMs }).where("id", "=", id).execute();
    },

    async withdraw(unit, linkId) {
      await unit.db.deleteFrom("links").where("id", "=", linkId).execute();
    },

    async countWrongCode(unit, { id }) {
      await unit.db.updateTable("links").set((eb) => ({ wrong_codes: eb("wrong_codes", "+", 1) }))
        .where("id", "=", id).execute();
    },

    async end(unit, { accountId, kind, fromId = 0 }) {
      await unit.db.deleteFrom("links").where("account_id", "=", accountId).where("kind", "=", kind)
        .where("id", ">=", fromId).execute();
    },
  };
}

/** Deletes links that ran out, a batch of them. @returns true while there may be more */
export function deleteExpiredLinks(database: Database, now: Date): Promise<boolean> {
  return deletePast(database.write, "links", ["id"], "expires_at", now.getTime());
}

/** One sentence for all that a link may have come to. */
export function invalidLink(): AppError {
  return new AppError("invalid_link", "This link is not good (any more): ask for a new one");
}

function toLink(row: Row<"links">) {
  return {
    /** Later links have larger ones. */
    id: row.id,
    kind: row.kind as LinkKind,
    accountId: row.account_id,
    data: JSON.parse(row.data) as LinkData,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    /** Null while it is good. */
    usedAt: row.used_at === null ? null : new Date(row.used_at),
  };
}
