/** The description that `static/api.d.ts` is made of, and the mark by which a test knows that it is of today. */
import { DESCRIBED_CALLS } from "../../routes/description/mod.ts";
import { describeApi } from "../../routes/description/document.ts";

/** A refusal is of one type, whatever its status, so it is typed once for each call. */
const REFUSED = {
  description: "Refused",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/** Without the release: a new one alone changes no type. */
export const API_DESCRIPTION: string = JSON.stringify(
  describeApi(DESCRIBED_CALLS, "any"),
  (name, value) => name === "responses" ? { ...successesOf(value), default: REFUSED } : value,
);

/** SHA-256, in hex. */
export async function markOf(description: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(description));
  return new Uint8Array(digest).toHex();
}

function successesOf(responses: object): object {
  return Object.fromEntries(Object.entries(responses).filter(([status]) => /^[123]/.test(status)));
}
