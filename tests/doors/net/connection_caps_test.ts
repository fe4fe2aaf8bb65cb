import { expect } from "expect";
import fc from "fast-check";
import { createConnectionCaps, type Place } from "../../../lib/doors/net/connection_caps.ts";
import { addressSet } from "./line_harness.ts";

const limits = { total: 4, unauthenticated: 3, perAddress: 2, exempt: addressSet("10.0.0.0/8") };

Deno.test("there is no place over the cap in all until somebody leaves", () => {
  const caps = createConnectionCaps(limits);
  const places = [1, 2, 3, 4].map(() => caps.enter());
  expect(caps.enter()).toBeNull();
  places[0]?.leave();
  places[0]?.leave();
  expect(caps.open).toBe(3);
  expect(caps.enter()).not.toBeNull();
  expect(caps.enter()).toBeNull();
});

Deno.test("one IPv6 customer is one address", () => {
  const caps = createConnectionCaps(limits);
  expect(caps.enter()?.identify("2001:db8::1")).toBeNull();
  expect(caps.enter()?.identify("2001:db8::2")).toBeNull();
  expect(caps.enter()?.identify("2001:db8::3")).toBe("address");
  const caps2 = createConnectionCaps(limits);
  for (const address of ["2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:3::1"]) {
    expect(caps2.enter()?.identify(address)).toBeNull();
  }
});

Deno.test("an IPv6 site has four times as many connections as a customer, through however many networks", () => {
  const caps = createConnectionCaps({ ...limits, total: 100, unauthenticated: 100 });
  const places = Array.from({ length: 8 }, () => caps.enter()!);
  expect(places.map((place, network) => place.identify(`2001:db8:0:${network + 1}::1`))).toEqual(Array(8).fill(null));
  expect(caps.enter()?.identify("2001:db8:0:9::1")).toBe("address");
  expect(caps.enter()?.identify("2001:db8:1::1")).toBeNull();
  places[0]?.leave();
  expect(caps.enter()?.identify("2001:db8:0:9::1")).toBeNull();
});

Deno.test("of silent ones those of a busy IPv6 site go before a customer with fewer of his own", () => {
  const caps = createConnectionCaps({ total: 100, unauthenticated: 9, perAddress: 2, exempt: addressSet() });
  const evicted: string[] = [];
  const open = (name: string, address: string) => caps.enter(() => evicted.push(name))?.identify(address);
  open("customer", "2001:db8:1::1");
  for (let network = 1; network <= 8; network += 1) open("site", `2001:db8:0:${network}::1`);
  expect(open("new", "192.0.2.1")).toBeNull();
  expect(evicted).toEqual(["site"]);
});

Deno.test("a refused connection does not count for its address", () => {
  const caps = createConnectionCaps(limits);
  const first = caps.enter();
  first?.identify("192.0.2.1");
  caps.enter()?.identify("192.0.2.1");
  const refused = caps.enter();
  expect(refused?.identify("192.0.2.1")).toBe("address");
  refused?.leave();
  first?.leave();
  expect(caps.enter()?.identify("192.0.2.1")).toBeNull();
});

Deno.test("an exempt address is not among the unauthenticated", () => {
  const caps = createConnectionCaps(limits);
  expect(caps.enter()?.identify("10.1.1.1")).toBeNull();
  expect(caps.unauthenticated).toBe(0);
});

Deno.test("in a full door the oldest silent one of the busiest address makes room", () => {
  const caps = createConnectionCaps({ ...limits, total: 10 });
  const evicted: string[] = [];
  const open = (name: string, address: string) => {
    const place = caps.enter(() => evicted.push(name));
    return { place, refused: place?.identify(address) };
  };
  open("single", "192.0.2.1");
  const spoken = open("spoken", "192.0.2.2");
  open("silent", "192.0.2.2");
  spoken.place?.spoke();
  expect(open("new", "192.0.2.3").refused).toBeNull();
  expect(evicted).toEqual(["silent"]);
  expect(open("newer", "192.0.2.4").refused).toBeNull();
  expect(evicted).toEqual(["silent", "single"]);
  expect([caps.open, caps.unauthenticated]).toEqual([3, 3]);
});

Deno.test("in a full door where everybody has said something the new one is refused, and counts for nobody", () => {
  const caps = createConnectionCaps({ ...limits, total: 10 });
  for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) {
    const place = caps.enter(() => expect(address).toBe("left alone"));
    place?.identify(address);
    place?.spoke();
  }
  for (let count = 0; count < 5; count += 1) {
    const place = caps.enter(() => {});
    expect(place?.identify("192.0.2.4")).toBe("unauthenticated");
    place?.leave();
  }
  expect(caps.open).toBe(3);
});

Deno.test("whatever comes and goes, nothing is left behind", () => {
  const step = fc.record({
    act: fc.constantFrom("enter", "identify", "spoke", "authenticated", "leave"),
    nth: fc.nat(5),
  });
  fc.assert(fc.property(fc.array(step), (steps) => {
    const caps = createConnectionCaps(limits);
    const places: Place[] = [];
    for (const { act, nth } of steps) {
      const place = places[nth % Math.max(1, places.length)];
      if (act === "enter") {
        const entered = caps.enter();
        if (entered !== null) places.push(entered);
      } else if (act === "identify") place?.identify("192.0.2.1");
      else if (act === "spoke") place?.spoke();
      else if (act === "authenticated") place?.authenticated();
      else place?.leave();
      expect(caps.open).toBeLessThanOrEqual(limits.total);
      expect(caps.unauthenticated).toBeLessThanOrEqual(caps.open);
    }
    for (const place of places) place.leave();
    expect([caps.open, caps.unauthenticated]).toEqual([0, 0]);
    expect([caps.enter(), caps.enter()].map((place) => place?.identify("192.0.2.1"))).toEqual([null, null]);
  }));
});

Deno.test("what an address holds elsewhere counts for its cap, and what it holds here is told", () => {
  const told: [string, number][] = [];
  let elsewhere = 1;
  const caps = createConnectionCaps({
    ...limits,
    total: 100,
    unauthenticated: 100,
    perAddress: 2,
    exempt: addressSet(),
    elsewhere: { held: () => elsewhere, changed: (network, count) => void told.push([network, count]) },
  });
  const first = caps.enter();
  expect(first?.identify("203.0.113.5")).toBe(null);
  expect(caps.refusalOf("203.0.113.5")).toBe("address");
  expect(caps.enter()?.identify("203.0.113.5")).toBe("address");
  elsewhere = 0;
  expect(caps.enter()?.identify("203.0.113.5")).toBe(null);
  first?.leave();
  expect(told.map(([, count]) => count)).toEqual([1, 2, 1]);
});
