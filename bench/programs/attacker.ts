/**
 * Runs the one attack that `ATTACK` numbers, says when it begins, and prints what it did. An attacker has a machine of its
 * own: here it stands behind the server and its visitors where both want the processor.
 */
import { getPriority, setPriority } from "node:os";
import { ATTACKS } from "../attacks/mod.ts";

const BEHIND = 5;

const { ATTACK = "", PORTS = "{}", SECONDS = "0", ROUND = "0" } = Deno.env.toObject();
const attack = ATTACKS[Number(ATTACK)];
if (attack === undefined) throw new Error(`Could not attack: there is no number ${ATTACK}`);
setPriority(getPriority() + BEHIND);
console.log("begins");
console.log(await attack.run({ ports: JSON.parse(PORTS), seconds: Number(SECONDS), round: Number(ROUND) }));
