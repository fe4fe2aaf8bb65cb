/** The attacks, in the order of the table. */
import type { Attack } from "./attack.ts";
import { heldConnections } from "./held_connections.ts";
import { loginStarts } from "./login_starts.ts";
import { pingFlood } from "./ping_flood.ts";
import { pipelining } from "./pipelining.ts";
import { resets } from "./resets.ts";

export const ATTACKS: readonly Attack[] = [
  resets,
  pingFlood(1),
  pingFlood(30),
  pipelining,
  loginStarts,
  heldConnections,
];
