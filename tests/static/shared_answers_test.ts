/** The console's copy of the API's description, in which an answer of many calls stands once. */
import { expect } from "expect";
import { type Document, shareAnswers } from "../../static/console/api/shared_answers.js";
import { startTestServer } from "../support/test_server.ts";

/** With whatever is referred to in its place. */
function resolved({ components, ...document }: Document): unknown {
  const prefix = "#/components/responses/";
  const text = JSON.stringify(document, (_key, value) => {
    const { $ref } = value ?? {};
    return typeof $ref === "string" && $ref.startsWith(prefix)
      ? components?.responses?.[$ref.slice(prefix.length)]
      : value;
  });
  return JSON.parse(text);
}

Deno.test("the same is said in half the words", async () => {
  await using server = await startTestServer();
  const text = await (await fetch(`${server.url}/openapi.json`)).text();
  const shared = shareAnswers(JSON.parse(text));
  expect(JSON.stringify(shared).length).toBeLessThan(text.length / 2);
  expect(resolved(shared)).toEqual(resolved(JSON.parse(text)));
  expect(shared.components).toMatchObject(JSON.parse(text).components);
});

Deno.test("an answer of one call stays where it is, and so does a description without any", () => {
  const alone = { description: "a player" };
  const document = { paths: { "/a": { get: { responses: { 200: alone } } }, "/b": { get: {} } } };
  expect(shareAnswers(structuredClone(document))).toMatchObject(document);
});
