import { expect } from "expect";
import type { TokenShelf } from "../../../static/client.js";
import { createTokenStore } from "../../../static/client/token_store.js";
import { createShelf } from "./fake_socket.ts";

const fail = () => {
  throw new DOMException("The quota has been exceeded", "QuotaExceededError");
};
/** A shelf that can be read, and has room for nothing. */
function fullShelf(token?: string): TokenShelf {
  const shelf = createShelf();
  if (token !== undefined) shelf.setItem("game_token", token);
  return {
    getItem: (key) => shelf.getItem(key),
    setItem: fail,
    removeItem: (key) => shelf.removeItem(key),
  };
}
const forbidden: TokenShelf = { getItem: fail, setItem: fail, removeItem: fail };
/** Takes everything and keeps nothing, as some private windows do. */
const forgetful: TokenShelf = { getItem: () => null, setItem: () => {}, removeItem: () => {} };

for (const [what, shelf] of Object.entries({ forbidden, full: fullShelf(), forgetful })) {
  Deno.test(`with ${what} storage the page keeps the token to itself, through refresh and sign-out`, () => {
    for (const remember of [true, false]) {
      const tokens = createTokenStore({ local: shelf, session: shelf });
      expect(tokens.read()).toBe(null);
      tokens.write("first", remember);
      expect(tokens.read()).toBe("first");
      tokens.replace("second");
      expect(tokens.read()).toBe("second");
      tokens.forget("first");
      expect(tokens.read()).toBe("second");
      tokens.forget("second");
      expect(tokens.read()).toBe(null);
      tokens.write("third", remember);
      expect(tokens.read()).toBe("third");
    }
  });
}

Deno.test("a new token without room leaves the older one where it lies, and is the page's own", () => {
  for (const remember of [true, false]) {
    const local = fullShelf("older");
    const tokens = createTokenStore({ local, session: fullShelf() });
    tokens.write("new", remember);
    expect([tokens.read(), local.getItem("game_token")]).toEqual(["new", "older"]);
    tokens.forget("new");
    // Signed out here; the older player comes back with the next visit.
    expect(tokens.read()).toBe(null);
    expect(createTokenStore({ local, session: createShelf() }).read()).toBe("older");
  }
});

Deno.test("a refreshed token without room is used all the same", () => {
  const tokens = createTokenStore({ local: fullShelf("old"), session: fullShelf() });
  tokens.replace("fresh");
  expect(tokens.read()).toBe("fresh");
});

Deno.test("one shelf that works is enough", () => {
  const local = createShelf();
  const tokens = createTokenStore({ local, session: forbidden });
  tokens.write("kept", true);
  expect([tokens.read(), local.getItem("game_token")]).toEqual(["kept", "kept"]);
});
