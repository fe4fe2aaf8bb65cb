/** What other windows of this browser do to the sign-in that they share. */
import { TOKEN_KEY } from "../client/token_store.js";
import { readClaims } from "./token_claims.js";

/**
 * "Remember me" is shared by all windows of this browser: when another one signs out, or in as somebody else, this one
 * must not go on showing the old player. A refreshed token is no such change.
 */
export function watchOtherWindows() {
  addEventListener("storage", ({ key, oldValue, newValue }) => {
    if (key === TOKEN_KEY && readClaims(oldValue).sub !== readClaims(newValue).sub) location.reload();
  });
}
