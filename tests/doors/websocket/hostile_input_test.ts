import { expect } from "expect";
import fc from "fast-check";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { anyText } from "../../support/any_text.ts";
import { gameWith } from "../../modules/setup.ts";
import { type Client, type Door, doorTest, playerOn, settle } from "./setup.ts";

/** Free of the budget, so that much can be sent. */
const EXEMPT = { limits: { exempt: ["10.0.0.0/8"] } };
const EXEMPT_ADDRESS = "10.1.2.3";
const LONE_SURROGATE = "\\ud800";
const TYPES = ["auth", "ping", "listCharacters", "createCharacter", "deleteCharacter", "selectCharacter", "echo"];

async function hostileClient(door: Door): Promise<Client & { characterId: number }> {
  const { token, characterId } = await playerOn(door);
  return { ...await door.signIn(token, EXEMPT_ADDRESS), characterId };
}

async function codeOf(client: Client, raw: string): Promise<unknown> {
  const answer = await client.ask(raw);
  expect(client.socket.closedWith).toBe(null);
  return answer["type"] === "error" || answer["type"] === "auth_error" ? answer["code"] : answer["type"];
}

doorTest("deep nesting is refused before it is parsed, in brackets of any kind", EXEMPT, async (door) => {
  const client = await hostileClient(door);
  expect(await codeOf(client, "[".repeat(16_000))).toBe("invalid_json");
  expect(await codeOf(client, `{"type":"ping","x":${'{"x":'.repeat(3_000)}1${"}".repeat(3_000)}}`)).toBe(
    "invalid_json",
  );
  expect(await codeOf(client, `{"type":"ping","x":${"[".repeat(15)}${"]".repeat(15)}}`)).toBe("pong");
  expect(await codeOf(client, `{"type":"ping","x":${"[".repeat(16)}${"]".repeat(16)}}`)).toBe("invalid_json");
  expect(await codeOf(client, `{"type":"ping","x":"${"[{".repeat(5_000)}\\"["}`)).toBe("pong");
});

doorTest("a byte order mark in front of a message is passed over, one inside is not", EXEMPT, async (door) => {
  const client = await hostileClient(door);
  expect(await codeOf(client, '\ufeff{"type":"ping"}')).toBe("pong");
  expect(await codeOf(client, '\ufeff\ufeff{"type":"ping"}')).toBe("invalid_json");
  expect(await codeOf(client, '{\ufeff"type":"ping"}')).toBe("invalid_json");
});

doorTest("NUL and lone surrogates reach no database and no name", EXEMPT, async (door) => {
  const client = await hostileClient(door);
  for (const evil of ["\\u0000", LONE_SURROGATE]) {
    expect(await codeOf(client, `{"type":"${evil}"}`)).toBe("invalid_input");
    expect(await codeOf(client, `{"type":"ping","id":"${evil}"}`)).toBe("invalid_input");
    expect(await codeOf(client, `{"type":"auth","token":"${evil}"}`)).toBe("invalid_token");
    for (const type of ["listCharacters", "createCharacter", "selectCharacter", "deleteCharacter"]) {
      const fields = `"gameId":"${evil}","name":"Galahad","characterId":1`;
      expect(await codeOf(client, `{"type":"${type}",${fields}}`)).toBe("invalid_input");
    }
    for (const field of ["name", "class"]) {
      const fields = JSON.stringify({ gameId: "my_game", name: "Galahad" }).slice(1, -1);
      expect(await codeOf(client, `{"type":"createCharacter",${fields},"${field}":"x${evil}"}`)).toBe("invalid_input");
    }
  }
});

doorTest("numbers that are no ids are refused", EXEMPT, async (door) => {
  const client = await hostileClient(door);
  const numbers = ["1e400", "-1", "0", "1.5", "4294967296", "1e21", "9007199254740993", "-0", "null", "true", "[1]"];
  for (const type of ["selectCharacter", "deleteCharacter"]) {
    for (const number of numbers) {
      expect(await codeOf(client, `{"type":"${type}","gameId":"my_game","characterId":${number}}`)).toBe(
        "invalid_input",
      );
    }
  }
  expect(await codeOf(client, '{"type":"ping","id":1e400}')).toBe("invalid_input");
});

doorTest("keys of the language's own are only keys", EXEMPT, async (door) => {
  const client = await hostileClient(door);
  expect(await codeOf(client, '{"__proto__":{"type":"ping"}}')).toBe("invalid_input");
  expect(await codeOf(client, '{"type":"ping","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'))
    .toBe("pong");
  for (const type of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    expect(await codeOf(client, `{"type":"${type}"}`)).toBe("unknown_type");
    expect(await codeOf(client, `{"type":"listCharacters","gameId":"${type}"}`)).toBe("unknown_game");
  }
  expect(Reflect.get({}, "polluted")).toBe(undefined);
});

doorTest("of two keys of one name the last counts, for the type and the answer alike", EXEMPT, async (door) => {
  const client = await hostileClient(door);
  expect(await client.ask('{"type":"auth","id":1,"type":"ping","id":2}')).toEqual({ type: "pong", id: 2 });
});

/** Whatever a client may think of: texts, JSON, messages that are nearly right, and messages that are right. */
function hostileText(characterId: number): fc.Arbitrary<string> {
  const text = anyText({ maxLength: 200 });
  const gameId = fc.constantFrom<unknown>("my_game", "saga", "nowhere", "", null, 5);
  const message = fc.record({
    type: fc.oneof({ weight: 8, arbitrary: fc.constantFrom<unknown>(...TYPES) }, {
      weight: 1,
      arbitrary: fc.jsonValue(),
    }),
    gameId,
    characterId: fc.oneof(fc.constantFrom<unknown>(characterId, "1", 2 ** 32), fc.double(), fc.nat()),
    name: fc.oneof(text, fc.stringMatching(/^[A-Za-z]\w{2,19}$/)),
    class: fc.oneof(text, fc.jsonValue()),
    token: fc.oneof(text, fc.jsonValue()),
    id: fc.oneof(fc.integer(), text, fc.jsonValue()),
  }, { requiredKeys: [] }).map((value) => JSON.stringify(value));
  const cut = fc.tuple(message, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
  return fc.oneof(text, fc.json(), message, message, cut);
}

const records: LogRecord[] = [];
doorTest("no text harms the connection, and every text gets exactly one answer", {
  ...EXEMPT,
  log: createLog((record) => records.push(record)),
  modules: [
    gameWith((context) => {
      context.registerMessageHandler("echo", ({ user, message }) => user.send({ type: "echo", message }));
    }),
    gameWith(() => {}, { id: "saga", name: "Saga" }),
  ],
}, async (door) => {
  const client = await hostileClient(door);
  let marks = 0;
  await fc.assert(
    fc.asyncProperty(hostileText(client.characterId), async (text) => {
      const mark = `mark ${++marks}`;
      client.send(text);
      client.send({ type: "ping", id: mark });
      const answers: Record<string, unknown>[] = [];
      do answers.push(await client.socket.next()); while (answers.at(-1)?.["id"] !== mark);
      expect(answers.length).toBe(2);
      expect(typeof answers[0]?.["type"]).toBe("string");
      expect(answers[0]?.["code"]).not.toBe("internal");
      expect(client.socket.closedWith).toBe(null);
    }),
    { numRuns: 500 },
  );
  expect(records.filter(({ level }) => level === "error")).toEqual([]);
});

const failures: LogRecord[] = [];
doorTest("a socket that cannot be written to is dropped, and harms nobody else", {
  log: createLog((record) => failures.push(record)),
}, async (door) => {
  const broken = door.connect();
  broken.socket.send = () => {
    throw new Error("the pipe is broken");
  };
  broken.send({ type: "ping" });
  broken.send({ type: "ping" });
  await settle();
  expect(broken.socket.isTerminated).toBe(true);
  expect(failures.filter(({ level }) => level === "error").length).toBeGreaterThan(0);
  expect(await door.connect().ask({ type: "ping" })).toEqual({ type: "pong" });
});
