import { expect } from "expect";
import { discreet } from "../../../lib/domain/webhooks/discreet.ts";

Deno.test("e-mails, addresses and MACs are hidden, words and times stay", () => {
  const cases: [string, string][] = [
    ["from ada@example.org, twice", "from [hidden], twice"],
    ["198.51.100.0/24: Flood", "[hidden]: Flood"],
    ["2001:db8::/32 and ::1", "[hidden] and [hidden]"],
    ["2001:db8:1:2:3:4:5:6", "[hidden]"],
    ["00:1A:2B:3C:4D:5E or 00-1a-2b-3c-4d-5e", "[hidden] or [hidden]"],
    ["webhook 3: it answered 500", "webhook 3: it answered 500"],
    ["Spam: at 12:30, v1.2.3", "Spam: at 12:30, v1.2.3"],
  ];
  for (const [text, hidden] of cases) expect(discreet(text)).toBe(hidden);
});
