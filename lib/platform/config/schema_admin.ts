/** The settings under `admin`. */
import { choice, cidrList, group } from "./setting.ts";

export function adminSettings() {
  return group({
    secondFactor: choice(["optional", "required"], {
      fallback: "optional",
      about: "`required`: a role counts only in a session with a second factor.",
    }),
    addresses: cidrList({
      fallback: ["0.0.0.0/0", "::/0"],
      about: "From where operators work; elsewhere `/admin/api` and `/console/` are not there.",
    }),
  });
}
