import { expect } from "expect";
import { createHostLookup } from "../../../lib/domain/servers/host_lookup.ts";
import { createTestClock } from "../../../lib/testing/test_clock.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";

function lookup() {
  const clock = createTestClock();
  const asked: string[] = [];
  let answer: () => Promise<string> = () => Promise.resolve("192.0.2.1");
  const ipv4Of = createHostLookup({
    clock,
    log: silentLog,
    lookUp: (name) => {
      asked.push(name);
      return answer();
    },
  });
  return { clock, asked, ipv4Of, answers: (next: () => Promise<string>) => answer = next };
}

Deno.test("an address is itself, and one of IPv6 is none for IPv4 clients", async () => {
  const { ipv4Of, asked } = lookup();
  expect(await ipv4Of("198.51.100.7")).toBe("198.51.100.7");
  expect(await ipv4Of("2001:db8::1")).toBe(null);
  expect(asked).toEqual([]);
});

Deno.test("a name is looked up once a minute, by whoever asks first", async () => {
  const { clock, ipv4Of, asked, answers } = lookup();
  expect(await Promise.all([ipv4Of("a.example"), ipv4Of("a.example")])).toEqual(["192.0.2.1", "192.0.2.1"]);
  answers(() => Promise.resolve("192.0.2.2"));
  clock.advance(59_999);
  expect(await ipv4Of("a.example")).toBe("192.0.2.1");
  expect(asked).toEqual(["a.example"]);
  clock.advance(1);
  expect(await ipv4Of("a.example")).toBe("192.0.2.2");
});

Deno.test("a name that cannot be looked up has no address, or the one that it had", async () => {
  const { clock, ipv4Of, asked, answers } = lookup();
  answers(() => Promise.reject(new Error("ENOTFOUND")));
  expect(await ipv4Of("new.example")).toBe(null);
  expect(await ipv4Of("new.example")).toBe(null);
  expect(asked.length).toBe(1);
  answers(() => Promise.resolve("192.0.2.1"));
  clock.advance(10_000);
  expect(await ipv4Of("new.example")).toBe("192.0.2.1");
  answers(() => Promise.reject(new Error("ENOTFOUND")));
  clock.advance(60_000);
  expect(await ipv4Of("new.example")).toBe("192.0.2.1");
});

Deno.test("nobody waits longer than two seconds for a name", async () => {
  const { clock, ipv4Of, answers } = lookup();
  answers(() => new Promise(() => {}));
  const waiting = ipv4Of("slow.example");
  await Promise.resolve();
  clock.advance(2_000);
  expect(await waiting).toBe(null);
});

Deno.test("the system knows localhost", async () => {
  const { clock } = lookup();
  expect(await createHostLookup({ clock, log: silentLog })("localhost")).toBe("127.0.0.1");
});
