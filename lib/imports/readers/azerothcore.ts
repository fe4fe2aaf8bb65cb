/** AzerothCore and TrinityCore 3.3.5, WoW servers on MySQL: salt and verifier are 32 little-endian bytes each. */
import { BARE_ACCOUNT, type ForeignPassword, gather, needed, RowError, type SystemReader } from "./reader.ts";
import { lenient, utcTime } from "./times.ts";
import { wowAddressBans, wowSuspensions } from "./wow_bans.ts";

const KEY_BYTES = 32;
const BANS = { account: "id", from: "bandate", until: "unbandate", reason: "banreason", active: "active" };

export const azerothcore: SystemReader = {
  system: "azerothcore",
  aliases: ["trinitycore"],
  accountTable: "account",
  keyColumn: "id",
  tables: ["account", "account_banned", "ip_banned", "account_access", "battlenet_accounts"],
  hasNames: true,

  refuse: (tables) =>
    tables.has("battlenet_accounts")
      ? "it has battlenet_accounts: TrinityCore's master branch hashes passwords another way. Its 3.3.5 branch is what can be read"
      : null,

  async open(context) {
    const suspensions = await wowSuspensions(context, BANS, false);
    const staff = await gather(
      context.each("account_access?", ["id?", "AccountID?", "gmlevel?", "SecurityLevel?"]),
      (row) => row.text("id") ?? row.text("AccountID"),
      (row) => Number(row.text("gmlevel") ?? row.text("SecurityLevel")) > 0 ? true : null,
    );
    return {
      columns: ["id", "username", "salt", "verifier", "email?", "joindate?", "last_login?", "totp_secret?"],
      bans: await wowAddressBans(context, BANS, false),
      suspensions,
      read(row) {
        const foreignId = needed(row, "id");
        const name = needed(row, "username");
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name,
          email: row.text("email") || null,
          password: readVerifier(name, row.bytes("salt"), row.bytes("verifier")),
          createdAt: lenient(() => utcTime(row.text("joindate"))),
          lastLoginAt: lenient(() => utcTime(row.text("last_login"))),
          suspensions: suspensions.get(foreignId) ?? [],
          isStaff: staff.has(foreignId),
          notCarried: row.bytes("totp_secret") === null ? [] : ["totp secret"],
        };
      },
    };
  },
};

function readVerifier(identity: string, salt: Uint8Array | null, verifier: Uint8Array | null): ForeignPassword {
  if (salt?.length !== KEY_BYTES || verifier?.length !== KEY_BYTES) {
    throw new RowError(`salt and verifier have not ${KEY_BYTES} bytes each`);
  }
  if (verifier.every((byte) => byte === 0)) return { kind: "none", reason: "the verifier is zero" };
  return {
    kind: "foreign",
    credential: { kind: "srp6-wow", identity, salt: salt.toHex(), verifier: verifier.toHex() },
    isFast: true,
    isDear: false,
  };
}
