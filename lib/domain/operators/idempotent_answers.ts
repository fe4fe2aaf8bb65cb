/**
 * What a call was answered with, for the caller who did not hear it and asks again under the same `Idempotency-Key`:
 * nothing is done twice. Kept for 24 hours, sealed, as an answer may show a secret once.
 */
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import { deletePast } from "../../platform/database/batches.ts";
import type { Database } from "../../platform/database/database.ts";
import { AppError, invalidInput } from "../../platform/errors.ts";
import { CLOCK_SKEW_MS_MAX } from "../../platform/clock.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const KEPT_MS = 24 * 60 * 60_000;
/** After it a call that was begun and never ended may be made anew: its instance died. */
const UNDER_WAY_MS = 10 * 60_000;

export interface Answered {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

interface KeyedCall {
  readonly actor: string;
  /** As the caller made it up. */
  readonly key: string;
  /** Method, path and body, as they came. */
  readonly request: readonly string[];
}

export interface IdempotentAnswers {
  /**
   * The first answer to the call, or that of `run`. Only what was done is kept: a refusal changed nothing, and the key is
   * free again. Of two at once the second
   * waits for the first, or is told to come again where that is on another instance.
   * @throws {AppError} `invalid_input` where the key stood for another call, `overloaded` while the first is under way
   */
  once(call: KeyedCall, run: () => Promise<Answered>): Promise<Answered>;
}

interface IdempotentAnswersParts extends Pick<Kernel, "database" | "clock" | "log"> {
  readonly box: SecretBox;
}

export function createIdempotentAnswers({ database, clock, log, box }: IdempotentAnswersParts): IdempotentAnswers {
  /** @returns whether nobody had the key: one statement, so that of two at once one has it */
  const claim = async (keyHash: Uint8Array, bodyHash: Uint8Array): Promise<boolean> => {
    const now = clock.now().getTime();
    const values = { body_hash: bodyHash, answer: null, expires_at: now + UNDER_WAY_MS };
    const result = await database.write.insertInto("idempotent_answers").values({ key_hash: keyHash, ...values })
      .onConflict((taken) =>
        taken.column("key_hash").doUpdateSet(values).where((eb) => {
          const expires = eb.ref("idempotent_answers.expires_at");
          // Further ahead than a call may be under way: dated by a clock that has gone back since.
          const isLeft = eb.and([
            eb("idempotent_answers.answer", "is", null),
            eb(expires, ">", now + UNDER_WAY_MS + CLOCK_SKEW_MS_MAX),
          ]);
          return eb.or([eb(expires, "<=", now), isLeft]);
        })
      ).executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
  };

  const firstAnswer = async (keyHash: Uint8Array, bodyHash: Uint8Array): Promise<Answered> => {
    const row = await database.write.selectFrom("idempotent_answers").select(["body_hash", "answer"])
      .where("key_hash", "=", keyHash).executeTakeFirst();
    if (row !== undefined && hexOf(row.body_hash) !== hexOf(bodyHash)) {
      throw invalidInput("Idempotency-Key", "stood for another call, or another body: take a new one");
    }
    if (row === undefined || row.answer === null) {
      const message = "The first call with this Idempotency-Key is still under way";
      throw new AppError("overloaded", message, { retryAfterSeconds: 1 });
    }
    const plain = await box.open(Uint8Array.from(row.answer), placeOf(keyHash));
    return JSON.parse(new TextDecoder().decode(plain)) as Answered;
  };

  const keep = async (keyHash: Uint8Array, answered: Answered): Promise<void> => {
    const answer = await box.seal(new TextEncoder().encode(JSON.stringify(answered)), placeOf(keyHash));
    await database.write.updateTable("idempotent_answers")
      .set({ answer, expires_at: clock.now().getTime() + KEPT_MS }).where("key_hash", "=", keyHash).execute();
  };

  const release = async (keyHash: Uint8Array): Promise<void> => {
    await database.write.deleteFrom("idempotent_answers").where("key_hash", "=", keyHash)
      .where("answer", "is", null).execute();
  };

  /** What was done is told, whether or not it could be kept. */
  const quietly = async (work: Promise<void>): Promise<void> => {
    await work.catch((error) => log.warn("Could not keep what a call with an Idempotency-Key came to", { error }));
  };

  const answer = async (keyHash: Uint8Array, bodyHash: Uint8Array, run: () => Promise<Answered>): Promise<Answered> => {
    if (!await claim(keyHash, bodyHash)) return await firstAnswer(keyHash, bodyHash);
    let answered: Answered;
    try {
      answered = await run();
    } catch (error) {
      await quietly(release(keyHash));
      throw error;
    }
    const isDone = answered.status >= 200 && answered.status < 300;
    await quietly(isDone ? keep(keyHash, answered) : release(keyHash));
    return answered;
  };

  /** Of each key the last call on this instance, until it ends. */
  const underWay = new Map<string, Promise<void>>();

  return {
    async once({ actor, key, request }, run) {
      const keyHash = hashSecret(JSON.stringify([actor, key]));
      const id = hexOf(keyHash);
      const bodyHash = hashSecret(JSON.stringify(request));
      // Noted before anything is awaited: else two that come together would both find nobody.
      const before = underWay.get(id) ?? Promise.resolve();
      const answered = before.then(() => answer(keyHash, bodyHash, run));
      const ended = answered.then(() => {}, () => {});
      underWay.set(id, ended);
      try {
        return await answered;
      } finally {
        if (underWay.get(id) === ended) underWay.delete(id);
      }
    },
  };
}

/** Deletes a batch of answers that are too old. @returns true while there may be more */
export function deleteOldAnswers(database: Database, now: Date): Promise<boolean> {
  return deletePast(database.write, "idempotent_answers", ["key_hash"], "expires_at", now.getTime());
}

function placeOf(keyHash: Uint8Array): string {
  return `idempotent answer ${hexOf(keyHash)}`;
}

function hexOf(bytes: Uint8Array): string {
  return Uint8Array.from(bytes).toHex();
}
