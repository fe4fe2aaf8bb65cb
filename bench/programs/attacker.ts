/** Runs the one attack that `ATTACK` numbers, says when it begins, and prints what it did. */
import { ATTACKS } from "../attacks/mod.ts";

const { ATTACK = "", PORTS = "{}", SECONDS = "0" } = Deno.env.toObject();
const attack = ATTACKS[Number(ATTACK)];
if (attack === undefined) throw new Error(`Could not attack: there is no number ${ATTACK}`);
console.log("begins");
console.log(await attack.run({ ports: JSON.parse(PORTS), seconds: Number(SECONDS) }));
