/** What modules may register, and under which name. Not every module has types. */
import type { ListenOptions } from "../../doors/net/line.ts";
import type { CredentialScheme, GameImporter } from "../types.ts";

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

export function checkFunction(what: string, value: unknown): void {
  if (typeof value !== "function") throw new Error(`Could not register ${what}: it is no function`);
}

/** Of a message: what reads it as zod's schemas do, or nothing. */
export function checkSchema(type: string, schema: unknown): void {
  if (schema !== null && typeof Reflect.get(Object(schema), "safeParse") !== "function") {
    throw new Error(`Could not register the message type "${type}": its schema must be a zod schema`);
  }
}

export function checkListenOptions(port: string, options: ListenOptions): void {
  const { helloTimeoutMs, idleTimeoutMs, frameBytesMax, silenceMs = 1, session } = options;
  for (const [name, value] of Object.entries({ helloTimeoutMs, idleTimeoutMs, frameBytesMax, silenceMs })) {
    if (!(Number.isFinite(value) && value > 0)) {
      throw new Error(`Could not listen on "${port}": its ${name} is ${value}, a number above 0 is allowed`);
    }
  }
  if (typeof session !== "function") throw new Error(`Could not listen on "${port}": its session is no function`);
}

export function checkImporter(system: string, { tables, row }: GameImporter): void {
  if (!Array.isArray(tables)) throw new Error(`Could not register an import of "${system}": its tables are no list`);
  checkFunction(`an import of "${system}"`, row);
}

export function checkSessionKey(ticketKind: unknown): void {
  if (typeof ticketKind === "string" && ticketKind !== "") return;
  throw new Error(`Could not register the session key ${ticketKind}: it is no kind of tickets`);
}

export function checkScheme({ name, needs, derive, verify }: CredentialScheme): void {
  if (!NAME.test(name)) throw new Error(`Could not register the credential scheme "${name}": ${NAME_RULE}`);
  if (name === "bcrypt") throw new Error('Could not register the credential scheme "bcrypt": it is the core\'s');
  const what = `the credential scheme "${name}"`;
  if (!["username", "email"].includes(needs)) {
    throw new Error(`Could not register ${what}: it needs ${needs}, "username" or "email" is allowed`);
  }
  checkFunction(`${what}, its derive`, derive);
  checkFunction(`${what}, its verify`, verify);
}

const NAME_RULE = "a name has 1 to 64 letters, digits, spaces, and _ . : -";
