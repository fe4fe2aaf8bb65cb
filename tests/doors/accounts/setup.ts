/** Players with a second factor, at the door as browsers find it. */
import { expect } from "expect";
import type { Door, Player } from "../http/setup.ts";
import { PASSWORD } from "../http/setup.ts";
import { codeAt } from "./authenticator.ts";

export { eachDoor, expectProblem, oneDoor, PASSWORD } from "../http/setup.ts";
export type { Door } from "../http/setup.ts";

export const STEP_MS = 30_000;

export interface Guarded extends Player {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** The next code that was not used: time moves on by a step. */
  code(): string;
}

/** Registers a player and turns the second factor on. @param address from where; a new one each time */
export async function registerGuarded(door: Door, username: string, address = door.newAddress()): Promise<Guarded> {
  const player = await door.register(username, { address });
  const { json: { secret } } = await door.call("POST", "/api/account/totp", { bearer: player.token, address });
  const code = () => {
    door.clock.advance(STEP_MS);
    return codeAt(secret, door.clock.now());
  };
  const turnedOn = await door.call("POST", "/api/account/totp/verify", {
    bearer: player.token,
    body: { code: code() },
    address,
  });
  expect(turnedOn.status).toBe(200);
  return { ...player, secret, recoveryCodes: turnedOn.json.recoveryCodes, code };
}

/** The right password. @returns the challenge */
export async function challenge(door: Door, username: string, address = door.newAddress()): Promise<string> {
  const answer = await door.call("POST", "/api/auth/login", { body: { username, password: PASSWORD }, address });
  expect([answer.status, answer.json.code]).toEqual([401, "second_factor_required"]);
  return answer.json.challenge;
}
