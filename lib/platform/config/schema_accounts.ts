/** The settings under `accounts`. */
import { choice, group } from "./setting.ts";

export function accountSettings() {
  return group({
    passwords: choice(["documents", "strict"], {
      fallback: "documents",
      about: "`strict`: 8 characters, none of the most used ten thousand, neither the username nor the e-mail.",
    }),
  });
}
