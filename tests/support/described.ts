/** Whether an answer that a test got is as the API's description says. */
import { expect } from "expect";
import { DESCRIBED_CALLS } from "../../routes/description/mod.ts";

const CALLS = DESCRIBED_CALLS.map((call) => ({
  ...call,
  /** Literal paths before those with a name in them. */
  names: call.path.split(":").length - 1,
  pattern: new RegExp(`^${call.path.replaceAll(/:\w+/g, "[^/]+")}$`),
})).toSorted((a, b) => a.names - b.names);

/** Throws where a JSON answer of 2xx has another status or shape than those of its call. */
export function expectDescribed(method: string, path: string, status: number, json: unknown): void {
  if (status >= 300 || json === null) return;
  const [plain = ""] = path.split("?");
  const call = CALLS.find((known) => known.method === method && known.pattern.test(plain));
  if (call === undefined) return;
  const answer = call.answers[status];
  expect([method, plain, status, answer === undefined ? "is not described" : "is"]).toEqual([
    method,
    plain,
    status,
    "is",
  ]);
  expect([method, plain, status, answer?.safeParse(json).error?.issues]).toEqual([method, plain, status, undefined]);
}
