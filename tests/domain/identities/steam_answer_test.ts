import { expect } from "expect";
import { parseSteamAnswer } from "../../../lib/domain/identities/steam_answer.ts";

const PARAMS = {
  result: "OK",
  steamid: "76561197960287930",
  ownersteamid: "76561197960287930",
  vacbanned: false,
  publisherbanned: false,
};
const answerOf = (params: object) => parseSteamAnswer(JSON.stringify({ response: { params } }));

Deno.test("a success and a refusal are told apart by their shape", () => {
  expect(answerOf(PARAMS)).toEqual({
    type: "valid",
    steamId: "76561197960287930",
    vacBanned: false,
    publisherBanned: false,
  });
  const refusal = '{"response":{"error":{"errorcode":101,"errordesc":"Invalid ticket"}}}';
  expect(parseSteamAnswer(refusal)).toEqual({ type: "refused", errorCode: 101 });
});

Deno.test("anything else is no answer", () => {
  for (const text of ["", "null", "[]", "{}", '{"response":{}}', "<html></html>"]) {
    expect(parseSteamAnswer(text)).toBeNull();
  }
  expect(answerOf({ ...PARAMS, result: "FAIL" })).toBeNull();
  expect(answerOf({ ...PARAMS, vacbanned: undefined })).toBeNull();
});

Deno.test("an id that is a number is refused: it was rounded", () => {
  expect(answerOf({ ...PARAMS, steamid: 76561197960287930 })).toBeNull();
  expect(answerOf({ ...PARAMS, steamid: "" })).toBeNull();
  expect(answerOf({ ...PARAMS, steamid: "0" })).toBeNull();
});
