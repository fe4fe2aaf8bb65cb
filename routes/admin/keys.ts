/** `/admin/api/keys`: replacing the key that signs tokens. */
import { z } from "zod";
import type { KeyRotation } from "../../lib/domain/tokens/jwt/key_rotation.ts";
import { isoTimeOrNull } from "../../lib/platform/iso_time.ts";
import { time } from "./answers.ts";
import { type AdminKernel, type AdminMount, defineCalls } from "./call.ts";
import { byOf, OPTIONAL_REASON } from "./fields.ts";

export const KEY_CALLS = defineCalls({
  "GET /keys": {
    summary: "The keys that sign tokens, newest first; never what is secret of them",
    permission: "system.read",
    answers: {
      200: z.object({
        items: z.array(z.object({
          id: z.string(),
          algorithm: z.string(),
          createdAt: time,
          retiredAt: time.nullable(),
          expiresAt: time.nullable(),
        })),
        next: z.null(),
      }),
    },
  },
  "POST /keys/rotate": {
    summary: "Lets a new key sign tokens from now on",
    permission: "keys.write",
    ...OPTIONAL_REASON,
  },
});

export interface AdminKeyParts {
  readonly keyRotation: Pick<KeyRotation, "rotate">;
}

export function mountKeys(mount: AdminMount, { database }: AdminKernel, { keyRotation }: AdminKeyParts): void {
  const on = mount(KEY_CALLS);
  on("GET /keys", async () => {
    const rows = await database.read.selectFrom("signing_keys")
      .select(["id", "algorithm", "created_at", "retired_at", "expires_at"]).orderBy("created_at", "desc").limit(200)
      .execute();
    const items = rows.map(({ id, algorithm, created_at, retired_at, expires_at }) => ({
      id,
      algorithm,
      createdAt: isoTimeOrNull(created_at),
      retiredAt: isoTimeOrNull(retired_at),
      expiresAt: isoTimeOrNull(expires_at),
    }));
    return { items, next: null };
  });

  on("POST /keys/rotate", (c, because) => {
    return keyRotation.rotate({ ...byOf(c), reason: because?.reason ?? "by command" });
  });
}
