/** Whether an answer that a test got is as the API's description says. */
import { expect } from "expect";
import { describeApi, templateOf } from "../../routes/description/document.ts";
import { DESCRIBED_CALLS } from "../../routes/description/mod.ts";

/** By path, method in small letters, and status. */
interface Description {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, Told> }>>;
}

interface Told {
  readonly "x-codes"?: readonly string[];
}

const { paths } = describeApi(DESCRIBED_CALLS, "test") as unknown as Description;

const CALLS = DESCRIBED_CALLS.map((call) => ({
  ...call,
  responses: paths[templateOf(call.path)]![call.method.toLowerCase()]!.responses,
  /** Literal paths before those with a name in them. */
  names: call.path.split(":").length - 1,
  pattern: new RegExp(`^${call.path.replaceAll(/:\w+/g, "[^/]+")}$`),
})).toSorted((a, b) => a.names - b.names);

/** Throws where a JSON answer has another status, shape or code than those of its call. */
export function expectDescribed(method: string, path: string, status: number, json: unknown): void {
  if (json === null) return;
  const [plain = ""] = path.split("?");
  const call = CALLS.find((known) => known.method === method && known.pattern.test(plain));
  if (call === undefined) return;
  const told = call.responses[status];
  if (status < 300) {
    expect([method, plain, status, told === undefined ? "is not described" : "is"])
      .toEqual([method, plain, status, "is"]);
    expect([method, plain, status, call.answers[status]?.safeParse(json).error?.issues])
      .toEqual([method, plain, status, undefined]);
    return;
  }
  // Said before anybody looks for the call: nothing has a NUL in its name.
  if (plain.includes("%00")) return;
  const code = Reflect.get(Object(json), "code");
  expect([method, plain, status, told?.["x-codes"]]).toEqual([method, plain, status, expect.arrayContaining([code])]);
}
