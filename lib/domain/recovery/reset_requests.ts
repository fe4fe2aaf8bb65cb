/**
 * Resets that were asked for. The call itself looks nobody up: it writes down what was typed, for an account that there is
 * as for one that there is not, and is answered; who is meant is found out afterwards.
 */
import { findAccountByEmail } from "../accounts/account.ts";
import type { Proof } from "../accounts/proof.ts";
import type { Origin } from "../../platform/origin.ts";
import { checkEmail, emailKey } from "../accounts/rules.ts";
import type { AddressLimits } from "../limits/address_limits.ts";
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { createWakeful, type Wakeful } from "../../platform/wakeful.ts";
import type { Resets } from "./resets.ts";

/** Looked for in one go. */
const BATCH = 20;
/** After the answer is out, so that its time tells nothing. */
const DELAY_MS = 200;
/** What a killed server, or another instance, left. */
const LOOK_EVERY_MS = 2_000;

interface ResetRequestsParts extends Pick<Kernel, "database" | "clock" | "random" | "log"> {
  readonly proof: Pick<Proof, "checkOrigin">;
  readonly limits: Pick<AddressLimits, "countReset">;
  readonly resets: Pick<Resets, "send">;
  readonly box: SecretBox;
  /** Counts those for addresses that no account has: they are not written down. */
  readonly onUnknown: () => void;
}

export interface ResetRequests extends Pick<Wakeful, "start"> {
  /** @throws {AppError} `invalid_input`, `address_banned`; `rate_limited` after 5 an hour from one address */
  ask(email: string, origin: Origin): Promise<void>;
  close(): Promise<void>;
}

export function createResetRequests(parts: ResetRequestsParts): ResetRequests {
  const { database, clock, random, log, proof, limits, resets, box } = parts;
  const context = (id: string) => `reset_requests:${id}`;

  const answer = async (id: string, request: Uint8Array): Promise<void> => {
    const { email, origin } = JSON.parse(new TextDecoder().decode(await box.open(request, context(id))));
    await database.transaction(async (unit) => {
      // Of several instances one has it; what it does is committed together with that.
      const taken = await unit.db.deleteFrom("reset_requests").where("id", "=", id).executeTakeFirst();
      if (taken.numDeletedRows === 0n) return;
      const account = await findAccountByEmail(unit.db, emailKey(email));
      if (account === null) unit.afterCommit(parts.onUnknown);
      else await resets.send(unit, account, origin);
    });
  };

  const wakeful = createWakeful({
    clock,
    everyMs: LOOK_EVERY_MS,
    delayMs: DELAY_MS,
    onError: (error) => log.warn("Could not look after the resets that were asked for", { error }),
    async run(signal) {
      while (!signal.aborted) {
        const rows = await database.read.selectFrom("reset_requests").select(["id", "request"])
          .orderBy("created_at").limit(BATCH).execute();
        if (rows.length === 0) return;
        for (const { id, request } of rows) {
          await answer(id, request).catch(async (error) => {
            log.warn("Could not answer a reset that was asked for", { error });
            await database.write.deleteFrom("reset_requests").where("id", "=", id).execute();
          });
        }
      }
    },
  });

  return {
    start: () => wakeful.start(),
    close: () => wakeful.stop(),
    async ask(email, origin) {
      await proof.checkOrigin(origin);
      checkEmail(email);
      const { address, device, door } = origin;
      await limits.countReset(database.volatile, address);
      const id = random.uuid();
      const asked = new TextEncoder().encode(JSON.stringify({ email, origin: { address, device, door } }));
      await database.write.insertInto("reset_requests")
        .values({ id, request: await box.seal(asked, context(id)), created_at: clock.now().getTime() }).execute();
      wakeful.wake();
    },
  };
}
