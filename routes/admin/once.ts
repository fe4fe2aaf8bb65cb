/** `Idempotency-Key`: a POST that is sent twice is done once, and answered twice. */
import type { IdempotentAnswers } from "../../lib/domain/operators/idempotent_answers.ts";
import { accountActor } from "../../lib/domain/audit/audit.ts";
import { invalidInput } from "../../lib/platform/errors.ts";
import { readBodyText } from "../body.ts";
import type { HttpContext } from "../http.ts";

const HEADER = "Idempotency-Key";
const CHARACTERS_MAX = 64;

/** Answers by `run`, or as the same call of the same actor was answered before. Behind the call's permission only. */
export async function answerOnce(
  c: HttpContext,
  answers: IdempotentAnswers,
  run: () => Promise<Response>,
): Promise<Response> {
  const key = c.req.header(HEADER)?.trim() ?? "";
  if (c.req.method !== "POST" || key === "") return await run();
  if (key.length > CHARACTERS_MAX) throw invalidInput(HEADER, `must have at most ${CHARACTERS_MAX} characters`);
  // Without an operator the call asks for any account's session.
  const actor = c.get("actor")?.actor ?? accountActor(c.get("identity").accountId);
  const request = [c.req.method, c.req.path, await readBodyText(c)];
  const { status, contentType, body } = await answers.once({ actor, key, request }, async () => {
    const response = await run();
    return { status: response.status, contentType: response.headers.get("content-type"), body: await response.text() };
  });
  return new Response(body === "" ? null : body, {
    status,
    headers: contentType === null ? {} : { "content-type": contentType },
  });
}
