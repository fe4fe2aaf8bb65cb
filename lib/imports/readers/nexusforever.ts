/** NexusForever, a WildStar server on MySQL: `nexus_forever_auth`. Its times are in the server's own zone. */
import { BARE_ACCOUNT, endOf, gather, gatherSuspensions, needed, type SystemReader } from "./reader.ts";
import { lenient } from "./times.ts";
import { readWildstarVerifier } from "./wildstar_verifier.ts";

/** `Player`; all other roles may do what players may not. */
const PLAYER_ROLE = "1";

export const nexusforever: SystemReader = {
  system: "nexusforever",
  accountTable: "account",
  keyColumn: "id",
  tables: ["account", "account_suspension", "account_role"],
  hasNames: false,
  characterTable: "character",

  async open(context) {
    const { each, localTime } = context;
    const suspensions = await gatherSuspensions(
      context,
      each("account_suspension", ["id", "banId", "startTime", "endTime", "Reason"]),
      (row) => row.text("id"),
      (row) => row.text("banId"),
      (row) => ({
        reason: row.text("Reason") ?? "",
        from: lenient(() => localTime(row.text("startTime"))),
        until: endOf(row.text("endTime"), localTime),
        isLifted: false,
      }),
    );
    const staff = await gather(each("account_role?", ["id", "roleId"]), (row) => row.text("id"), (row) => {
      const role = row.text("roleId");
      return role === PLAYER_ROLE ? null : role;
    });
    return {
      columns: ["id", "email", "s", "v", "createTime?"],
      suspensions,
      read(row) {
        const foreignId = needed(row, "id");
        const identity = needed(row, "email");
        // The server never asked whether it is an e-mail.
        const isEmail = identity.includes("@");
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name: isEmail ? null : identity,
          email: isEmail ? identity : null,
          password: readWildstarVerifier(identity, row.text("s") ?? "", row.text("v") ?? ""),
          createdAt: lenient(() => localTime(row.text("createTime"))),
          suspensions: suspensions.get(foreignId) ?? [],
          isStaff: staff.has(foreignId),
        };
      },
    };
  },
};
