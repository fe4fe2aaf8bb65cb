import { expect } from "expect";
import { createCredentialSchemes } from "../../../lib/domain/accounts/credential_schemes.ts";
import type { SecretBox } from "../../../lib/platform/crypto/secret_box.ts";
import { createTestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

/** A box that does nothing but count. */
function createCountingBox(): SecretBox & { opened: number } {
  const box = {
    opened: 0,
    seal: (plain: Uint8Array) => Promise.resolve(new Uint8Array(plain)),
    open(sealed: Uint8Array) {
      box.opened++;
      return Promise.resolve(new Uint8Array(sealed));
    },
  };
  return box;
}

eachDatabase("a secret that is not there costs what one costs that is", async (database) => {
  const { id } = await (await createTestCore(database)).register("ada");
  const box = createCountingBox();
  const schemes = createCredentialSchemes({
    schemes: () => [],
    box,
    proveForeign: () => Promise.resolve(false),
    withheld: () => Promise.resolve(new Set()),
  });
  const secret = Uint8Array.of(1, 2, 3);
  await schemes.store(database.write, id, [{ scheme: "test", secret }]);

  expect(await schemes.read(database.read, id, "test")).toEqual(secret);
  expect(box.opened).toBe(1);
  expect(await schemes.read(database.read, id, "other")).toBe(null);
  expect(await schemes.read(database.read, id + 1, "test")).toBe(null);
  expect(box.opened).toBe(3);
});
