/** When the key that signs is replaced: by an operator's command, and by age. */
import type { Audited } from "../../audit/audit.ts";
import type { Kernel } from "../../../platform/kernel/kernel.ts";

const DAY_MS = 24 * 60 * 60_000;

interface KeyRotationParts extends Audited, Pick<Kernel, "clock"> {
  /** The old key stays published until the last of its tokens has expired. */
  readonly keyPairs: { rotate(): Promise<void> };
  /** How long a key signs. */
  readonly signingKeyDays: number;
}

export interface KeyRotation {
  rotate(by: { actor: string; address?: string; reason: string }): Promise<void>;
  /** For a job. @returns whether the key was old enough */
  rotateOld(): Promise<boolean>;
}

export function createKeyRotation({ database, clock, audit, keyPairs, signingKeyDays }: KeyRotationParts): KeyRotation {
  const rotate: KeyRotation["rotate"] = async ({ actor, address, reason }) => {
    await keyPairs.rotate();
    await audit.record(database.write, {
      action: "key.rotate",
      actor,
      address: address ?? null,
      reason: `signing key: ${reason}`,
    });
  };

  return {
    rotate,
    async rotateOld() {
      const signing = await database.read.selectFrom("signing_keys").select("created_at")
        .where("retired_at", "is", null).orderBy("created_at", "desc").executeTakeFirst();
      if (signing === undefined) return false;
      if (clock.now().getTime() - signing.created_at < signingKeyDays * DAY_MS) return false;
      await rotate({ actor: "system", reason: `older than ${signingKeyDays} days` });
      return true;
    },
  };
}
