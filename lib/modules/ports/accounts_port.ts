/** The accounts as a game module sees them: the shared service, with one of the module's doors in every record. */
import { viewOf } from "../../domain/accounts/account.ts";
import type { Accounts } from "../../domain/accounts/accounts.ts";
import type { DoorAccess } from "../../domain/accounts/door_access.ts";
import type { Guesses } from "../../domain/accounts/guesses.ts";
import type { Proof } from "../../domain/accounts/proof.ts";
import type { Origin } from "../../platform/origin.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Trail } from "../../domain/trail/trail.ts";
import type { AccountsPort } from "../types.ts";

export interface AccountsPortParts extends Pick<Kernel, "database"> {
  readonly accounts: Accounts;
  readonly proof: Proof;
  readonly doors: DoorAccess;
  readonly guesses: Guesses;
  /** Left out where nothing is kept of attempts. */
  readonly trail?: Pick<Trail, "record" | "refuse">;
}

/** As much as an operator's own reason may have. */
const REASON_CHARACTERS_MAX = 500;

/** @param doorOf which door the module means, by what it says of it */
export function createAccountsPort(
  parts: AccountsPortParts,
  { id: gameId, name: gameName }: { readonly id: string; readonly name: string },
  doorOf: (said?: string) => string,
): AccountsPort {
  const { database, accounts, proof, doors, guesses, trail } = parts;
  const origin = (input: { address: string; macAddress?: string; door?: string | undefined }): Origin => ({
    door: doorOf(input.door),
    game: gameId,
    // Its client says nothing of itself that players would know.
    device: gameName,
    address: input.address,
    ...(input.macAddress === undefined ? {} : { macAddress: input.macAddress }),
  });
  /** What a step of an attempt throws decides it. */
  const orRefuse = async (from: Origin, name: string | undefined, step: () => Promise<void>, accountId?: number) => {
    try {
      await step();
    } catch (error) {
      trail?.refuse({ origin: from, name, accountId }, error);
      throw error;
    }
  };
  const nothingMore = () => Promise.resolve();

  return {
    async register({ address, macAddress, ...input }) {
      const { account } = await accounts.register(
        { ...input, origin: origin({ address, ...optionalMac(macAddress) }) },
        nothingMore,
      );
      return viewOf(account);
    },

    async logIn({ address, macAddress, ...input }) {
      const { account } = await accounts.logIn(
        { ...input, origin: origin({ address, ...optionalMac(macAddress) }) },
        nothingMore,
      );
      return viewOf(account);
    },

    async findByEmail(email) {
      const account = await accounts.findByEmail(email);
      return account === null ? null : viewOf(account);
    },

    credential: (accountId, scheme) => doors.credential(accountId, gameId, scheme),

    async attemptStarted({ address, email }) {
      const from = origin({ address });
      await orRefuse(from, email, async () => {
        await proof.attemptStarted(from);
        if (email === undefined) return;
        const account = await accounts.findByEmail(email);
        await guesses.begin({ email }, account?.id ?? null, address);
      });
    },

    async checkAttempts({ address }) {
      const from = origin({ address });
      await orRefuse(from, undefined, () => proof.checkAttempts(from));
    },

    async attemptEnded({ accountId, address, proven, door, email }) {
      const from = origin({ address, door });
      const attempt = { origin: from, name: email, accountId };
      const wrong = { ...attempt, result: "failed", code: "invalid_credentials" } as const;
      if (accountId === null) {
        trail?.record({ ...wrong, rule: "account.known" });
        return await proof.attemptFailed(null, from);
      }
      if (!proven) {
        const { access } = await doors.find(database.read, accountId, gameId);
        if (access !== "closed") {
          trail?.record({ ...wrong, rule: "password" });
          return await proof.attemptFailed(accountId, from);
        }
      }
      if (email !== undefined) await guesses.right({ email }, address);
      await orRefuse(from, email, async () => {
        if (!proven) return trail?.refuse(attempt, await accounts.refuseDoor(accountId, from, false));
        await accounts.noteProven(accountId, from);
      }, accountId);
      if (proven) trail?.record({ ...attempt, result: "succeeded" });
    },

    async attemptRefused({ accountId, reason, code = "hook_failed", ...input }) {
      const from = origin(input);
      trail?.record({ origin: from, accountId, result: "refused", rule: "hook", code });
      await accounts.noteRefusal(accountId, from, reason.slice(0, REASON_CHARACTERS_MAX));
    },

    async checkAllowed({ accountId, ...input }) {
      const from = origin(input);
      await orRefuse(from, undefined, async () => {
        await (accountId === undefined ? proof.checkOrigin(from) : proof.checkKnownOrigin(from));
        if (accountId !== undefined) await accounts.refuseSuspended(accountId, from);
      });
    },
  };
}

function optionalMac(macAddress: string | undefined): { macAddress?: string } {
  return macAddress === undefined ? {} : { macAddress };
}
