/** What modules may register under which name. */
import type { CredentialScheme } from "../types.ts";

/** The gateway's own: docs/contract.md, "WebSocket". */
const CORE_MESSAGE_TYPES = [
  "auth",
  "listCharacters",
  "createCharacter",
  "deleteCharacter",
  "selectCharacter",
  "ping",
];
const NAME = /^[A-Za-z0-9][A-Za-z0-9 _.:-]{0,63}$/;
/** A socket may burst so many messages: a dearer one could never be paid. */
const COST_MAX = 40;
const JOB_EVERY_MS_MIN = 1_000;

export function checkMessageType(type: string): void {
  if (!NAME.test(type)) throw new Error(`Could not register the message type "${type}": ${NAME_RULE}`);
  if (CORE_MESSAGE_TYPES.includes(type)) {
    throw new Error(`Could not register the message type "${type}": it is the core's`);
  }
}

export function checkCost(type: string, cost: number): void {
  if (!(cost >= 0 && cost <= COST_MAX)) {
    throw new Error(`Could not register the message type "${type}": its cost is ${cost}, 0 to ${COST_MAX} is allowed`);
  }
}

export function checkJob(name: string, everyMs: number): void {
  if (!NAME.test(name)) throw new Error(`Could not register the job "${name}": ${NAME_RULE}`);
  if (!Number.isSafeInteger(everyMs) || everyMs < JOB_EVERY_MS_MIN) {
    throw new Error(`Could not register the job "${name}": it would run every ${everyMs} ms, at least 1000 is allowed`);
  }
}

export function checkScheme({ name }: CredentialScheme): void {
  if (!NAME.test(name)) throw new Error(`Could not register the credential scheme "${name}": ${NAME_RULE}`);
  if (name === "bcrypt") throw new Error('Could not register the credential scheme "bcrypt": it is the core\'s');
}

const NAME_RULE = "a name has 1 to 64 letters, digits, spaces, and _ . : -";
