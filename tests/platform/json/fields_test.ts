import { expect } from "expect";
import { z } from "zod";
import { findUnknownFields, withoutEmptyFields } from "../../../lib/platform/json/fields.ts";

const ban = z.object({
  value: z.string(),
  until: z.string().nullish(),
  note: z.string().default("none"),
  place: z.object({ x: z.number(), name: z.string().optional() }).optional(),
});

Deno.test("an optional field that is null or empty is left out, at any depth; another stays to be refused", () => {
  expect(withoutEmptyFields(ban, { value: "", until: "", note: null, place: { x: null, name: "" }, other: "" }))
    .toEqual({ value: "", place: { x: null }, other: "" });
  expect(withoutEmptyFields(ban, [1])).toEqual([1]);
  expect(withoutEmptyFields(z.string().optional(), "")).toBe("");
});

Deno.test("a field that is not known is named with the nearest that is", () => {
  expect(findUnknownFields(ban, { value: "x", untill: "tomorrow", place: { x: 1, nmae: "a" } })).toEqual([
    { field: "untill", message: "is not known here: did you mean until?" },
    { field: "place.nmae", message: "is not known here: did you mean name?" },
  ]);
  expect(findUnknownFields(z.object({}), { a: 1 })).toEqual([{ field: "a", message: "is not known here" }]);
  expect(findUnknownFields(ban, JSON.parse('{"__proto__": 1, "constructor": 2}')).map(({ field }) => field))
    .toEqual(["__proto__", "constructor"]);
});

Deno.test("of several shapes the one that is meant counts, and what may hold anything knows everything", () => {
  const either = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a"), ticket: z.string() }),
    z.object({ kind: z.literal("b"), token: z.string().transform((text) => text.length) }),
  ]);
  expect(findUnknownFields(either, { kind: "b", ticket: "x" }).map(({ field }) => field)).toEqual(["ticket"]);
  expect(findUnknownFields(either, { kind: "c", ticket: "x", tokn: "y" }).map(({ field }) => field)).toEqual(["tokn"]);
  const deep = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a"), proof: z.object({ ticket: z.string() }) }),
    z.object({ kind: z.literal("b"), proof: z.object({ token: z.string() }) }),
  ]);
  expect(findUnknownFields(deep, { proof: { ticket: "x" } })).toEqual([]);
  expect(findUnknownFields(deep, { proof: { tickt: "x" } }).map(({ field }) => field)).toEqual(["proof.tickt"]);
  expect(findUnknownFields(z.record(z.string(), z.number()), { a: 1 })).toEqual([]);
  expect(findUnknownFields(z.looseObject({ a: z.number() }), { b: 1 })).toEqual([]);
  expect(findUnknownFields(z.object({ a: z.number() }).transform(({ a }) => a), { b: 1 })).toHaveLength(1);
});
