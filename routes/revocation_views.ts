/** A revocation as JSON. */
import type { RevokedToken } from "../lib/domain/tokens/revocation_feed.ts";

export function revocationView({ familyId, tokenHash, revokedAt, expiresAt }: RevokedToken) {
  return {
    sid: familyId,
    token_sha256: tokenHash,
    revoked_at: revokedAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}
