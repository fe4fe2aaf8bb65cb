/** Bezgelor, a WildStar server on PostgreSQL. Its times are in UTC. */
import { BARE_ACCOUNT, endOf, gather, gatherSuspensions, needed, RowError, type SystemReader } from "./reader.ts";
import { lenient, utcTime } from "./times.ts";
import { readWildstarVerifier } from "./wildstar_verifier.ts";

export const bezgelor: SystemReader = {
  system: "bezgelor",
  accountTable: "accounts",
  keyColumn: "id",
  tables: ["accounts", "account_suspensions", "account_roles", "roles"],
  hasNames: false,
  characterTable: "characters",

  async open(context) {
    const { each } = context;
    const suspensions = await gatherSuspensions(
      context,
      each("account_suspensions", ["id", "account_id", "reason", "start_time", "end_time"]),
      (row) => row.text("account_id"),
      (row) => row.text("id"),
      (row) => ({
        reason: row.text("reason") ?? "",
        from: lenient(() => utcTime(row.text("start_time"))),
        until: endOf(row.text("end_time"), utcTime),
        isLifted: false,
      }),
    );
    const players = await gather(each("roles?", ["id", "name"]), (row) => row.text("id"), (row) => row.text("name"));
    const staff = await gather(
      each("account_roles?", ["account_id", "role_id"]),
      (row) => row.text("account_id"),
      (row) => {
        const name = players.get(row.text("role_id") ?? "")?.[0] ?? "";
        return name.toLowerCase() === "player" ? null : name;
      },
    );
    return {
      columns: [
        "id",
        "email",
        "salt",
        "verifier",
        "inserted_at?",
        "email_verified_at?",
        "totp_enabled_at?",
        "discord_id?",
        "deleted_at?",
      ],
      suspensions,
      read(row) {
        const foreignId = needed(row, "id");
        if (row.text("deleted_at") !== null) throw new RowError("deleted_at: the account was deleted");
        const identity = needed(row, "email");
        const isEmail = identity.includes("@");
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name: isEmail ? null : identity,
          email: isEmail ? identity : null,
          emailVerifiedAt: lenient(() => utcTime(row.text("email_verified_at"))),
          password: readWildstarVerifier(identity, row.text("salt") ?? "", row.text("verifier") ?? ""),
          createdAt: lenient(() => utcTime(row.text("inserted_at"))),
          suspensions: suspensions.get(foreignId) ?? [],
          isStaff: staff.has(foreignId),
          notCarried: [
            ...(row.text("totp_enabled_at") === null ? [] : ["totp secret"]),
            ...(row.text("discord_id") === null ? [] : ["discord identity"]),
          ],
        };
      },
    };
  },
};
