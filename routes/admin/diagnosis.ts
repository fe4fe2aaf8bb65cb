/** `/admin/api/diagnosis`: why a player cannot log in, rule by rule at each door. */
import { z } from "zod";
import type { Diagnose } from "../../lib/domain/diagnosis/diagnosis.ts";
import type { Trail } from "../../lib/domain/trail/trail.ts";
import { parseAddress } from "../../lib/platform/addresses/address.ts";
import { idSchema, text } from "../../lib/platform/json/input.ts";
import { parsed } from "../../lib/platform/parsed.ts";
import { time } from "./answers.ts";
import { type AdminMount, defineCalls } from "./call.ts";
import { idFilter } from "./query.ts";
import { trailAnswer } from "./trail.ts";

const verdict = z.enum(["pass", "refuse", "unknown"]);
const address = parsed(parseAddress, "must be an address", z.string().max(64)).optional();

const saying = z.object({ key: z.string(), values: z.record(z.string(), z.string()) });

export const DIAGNOSIS_CALLS = defineCalls({
  "GET /diagnosis": {
    summary: "Why a player cannot log in: each rule of each door, and the act that would let the player in",
    permission: "diagnosis.read",
    query: z.object({
      name: text(254).optional(),
      account: idFilter,
      address,
      mac: text(64).optional(),
      door: text(64).optional(),
    }),
    answers: {
      200: z.object({
        account: z.object({ id: idSchema, username: z.string(), email: z.string().nullable(), status: z.string() })
          .nullable(),
        address: z.string().nullable(),
        doors: z.array(z.object({
          door: z.string(),
          game: z.string().nullable(),
          verdict,
          refusedBy: z.string().nullable(),
          rules: z.array(z.object({
            rule: z.string(),
            verdict,
            code: z.string().nullable(),
            because: z.string().nullable(),
            until: time.nullable(),
            act: z.string().nullable(),
            said: z.object({ because: z.array(saying), act: saying.nullable() }),
          })),
        })),
        trail: z.array(trailAnswer),
      }),
    },
    codes: ["not_found"],
  },
});

export interface AdminDiagnosisParts {
  readonly diagnose: Diagnose;
  readonly trail: Pick<Trail, "writeNow">;
}

export function mountDiagnosis(mount: AdminMount, { diagnose, trail }: AdminDiagnosisParts): void {
  const on = mount(DIAGNOSIS_CALLS);
  on("GET /diagnosis", async (_, asked) => {
    await trail.writeNow();
    return await diagnose(asked);
  });
}
