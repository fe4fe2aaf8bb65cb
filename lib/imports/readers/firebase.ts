/** Firebase Authentication: the JSON of `firebase auth:export`, with the project's hash parameters by `--hash-config`. */
import { BARE_ACCOUNT, isTrue, needed, ownSuspension, type SystemReader } from "./reader.ts";
import { readPassword } from "./passwords.ts";
import { lenient, unixTimeMs } from "./times.ts";
import { JSON_TABLE } from "../source/json_source.ts";

/** Ways in of Firebase itself. */
const OWN_PROVIDERS: readonly string[] = ["password", "phone", "firebase"];
const FIELDS = [
  "localId",
  "email",
  "emailVerified",
  "passwordHash",
  "salt",
  "createdAt",
  "lastSignedInAt",
  "disabled",
  "providerUserInfo",
  "phoneNumber",
  "mfaInfo",
];

export const firebase: SystemReader = {
  system: "firebase",
  format: "json",
  fields: FIELDS,
  accountTable: JSON_TABLE,
  keyColumn: "localId",
  tables: [JSON_TABLE],
  hasNames: false,

  open: (context) =>
    Promise.resolve({
      columns: FIELDS,
      read(row) {
        const foreignId = needed(row, "localId");
        const isVerified = isTrue(row.text("emailVerified"));
        const createdAt = lenient(() => unixTimeMs(row.text("createdAt")));
        return {
          ...BARE_ACCOUNT,
          foreignId,
          name: null,
          email: row.text("email") || null,
          // Firebase says that it is proven and not when.
          emailVerifiedAt: isVerified ? createdAt ?? context.now : null,
          password: readPassword(row.text("passwordHash"), context.passwords, {
            kind: row.text("passwordHash") === null ? null : "fbscrypt",
            salt: row.text("salt"),
          }),
          createdAt,
          lastLoginAt: lenient(() => unixTimeMs(row.text("lastSignedInAt"))),
          suspensions: isTrue(row.text("disabled")) ? [ownSuspension("disabled", foreignId, "disabled")] : [],
          notCarried: [
            ...providersOf(row.text("providerUserInfo")).map((provider) => `${provider} identity`),
            ...(row.text("phoneNumber") === null ? [] : ["phone number"]),
            ...(row.text("mfaInfo") === null ? [] : ["second factor"]),
          ],
        };
      },
    }),
};

/** Of `[{"providerId": "google.com", …}]`, without Firebase's own. */
function providersOf(json: string | null): string[] {
  if (json === null) return [];
  try {
    const list: unknown = JSON.parse(json);
    if (!Array.isArray(list)) return [];
    return list.flatMap((entry: { providerId?: unknown }) =>
      typeof entry?.providerId === "string" && !OWN_PROVIDERS.includes(entry.providerId)
        ? [entry.providerId.slice(0, 40)]
        : []
    );
  } catch {
    return [];
  }
}
