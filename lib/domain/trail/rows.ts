/** From an attempt to the row that is written of it: cut to size, and without what may be a secret. */
import type { Insertable } from "kysely";
import type { Schema } from "../../platform/database/schema.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { macKey } from "../bans/mac_address.ts";
import { trailAddressKey } from "./address_keys.ts";
import type { Attempt, AttemptNote } from "./attempt.ts";

export type TrailRow = Insertable<Schema["login_trail"]>;

/** Of what was typed, and of what a module says. */
const TEXT_CHARACTERS_MAX = 64;
const DEVICE_CHARACTERS_MAX = 80;
const WORDS_CHARACTERS_MAX = 200;

export type Rows = ReturnType<typeof createRows>;

interface RowsParts extends Pick<Kernel, "clock"> {
  readonly isName: (text: string) => boolean;
  /** What a door sends for a code, or where nothing stood in the way; null where its module alone knows. */
  readonly wireOf: (door: string, code: string | null) => string | null;
  /** Which process writes. */
  readonly instance: string;
}

export function createRows({ clock, isName, wireOf, instance }: RowsParts) {
  const nameOf = (typed: string | undefined) => {
    const name = typed !== undefined && isName(typed) ? cut(typed) : null;
    return { name, name_key: name?.toLowerCase() ?? null };
  };
  return {
    of({ origin, name, accountId, result, rule, code, until, durationMs, wire, words }: Attempt): TrailRow {
      return {
        at: clock.now().getTime(),
        door: origin.door,
        game: null,
        dialect: null,
        address: origin.address,
        address_key: trailAddressKey(origin.address),
        account_id: accountId ?? null,
        ...nameOf(name),
        result,
        rule: rule ?? null,
        code: code ?? null,
        wire: cut(wire ?? wireOf(origin.door, code ?? null)),
        until: until?.getTime() ?? null,
        client: null,
        device: cut(origin.device, DEVICE_CHARACTERS_MAX),
        mac_key: origin.macAddress === undefined ? null : cut(macKey(origin.macAddress)),
        duration_ms: durationMs ?? null,
        request_id: cut(origin.requestId),
        instance,
        count: 1,
        words: cut(words, WORDS_CHARACTERS_MAX),
      };
    },
    /** A row with what the line's module says of it. */
    completed: (row: TrailRow, { rule, code, result, wire, client, dialect, name }: AttemptNote): TrailRow => ({
      ...row,
      wire: cut(wire),
      ...(name === undefined || row.name !== null ? {} : nameOf(name)),
      ...(isCoresWord(row) ? {} : {
        ...(rule === undefined ? {} : { rule: cut(rule) }),
        ...(code === undefined ? {} : { code: cut(code) }),
        ...(result === undefined ? {} : { result }),
      }),
      ...(client === undefined ? {} : { client: cut(client) }),
      ...(dialect === undefined ? {} : { dialect: cut(dialect) }),
    }),
  };
}

/** What the core refused by a rule of its own stays; of a wrong secret the module may know more. */
function isCoresWord({ rule }: TrailRow): boolean {
  return typeof rule === "string" && rule !== "password";
}

function cut(text: string | null | undefined, charactersMax = TEXT_CHARACTERS_MAX): string | null {
  // PostgreSQL's text has no NUL: https://www.postgresql.org/docs/15/datatype-character.html
  return text?.replaceAll("\0", "").slice(0, charactersMax) ?? null;
}
