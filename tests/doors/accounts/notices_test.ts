/** What a thief with an open session could do in silence: each is told by mail. */
import { expect } from "expect";
import { type FakeSteam, startFakeSteam } from "../../support/fake_steam.ts";
import { type ReceivedMail, startMailServer, tokenIn } from "../../support/smtp.ts";
import { testEngines } from "../../support/test_database.ts";
import { mailConfig, openMailDoor } from "../http/mail_setup.ts";
import { withDoor } from "../http/setup.ts";
import { codeAt } from "./authenticator.ts";
import { createPasskeyDevice } from "./passkey_device.ts";

const STEAM = { key: "a key of the publisher", appId: 480, identity: "gatehouse" };

/** A door with a mail server and Steam. */
async function withEverything(
  engine: ReturnType<typeof testEngines>[number],
  run: (door: ReturnType<typeof openMailDoor>, steam: FakeSteam) => Promise<void>,
): Promise<void> {
  await using mails = await startMailServer();
  const steam = await startFakeSteam(STEAM);
  const { key: apiKey, ...more } = STEAM;
  const config = { ...mailConfig(mails.port), auth: { steam: { apiKey, ...more, baseUrl: steam.url } } };
  try {
    await withDoor(engine, { config }, (door) => run(openMailDoor(door, mails), steam));
  } finally {
    await steam.close();
  }
}

for (const engine of testEngines()) {
  Deno.test(`a way in that goes or comes is told to the player (${engine})`, () =>
    withEverything(engine, async (door, steam) => {
      const email = "ada@example.org";
      const { token: bearer } = await door.register("ada", { email });
      const call = async (method: string, path: string, status: number, body?: unknown) => {
        const answer = await door.call(method, `/api/account${path}`, {
          bearer,
          ...(body === undefined ? {} : { body }),
        });
        expect([path, answer.status]).toEqual([path, status]);
        return answer.json;
      };

      const { secret } = await call("POST", "/totp", 201);
      await call("POST", "/totp/verify", 200, { code: codeAt(secret, door.clock.now()) });
      await call("POST", "/recovery-codes", 201);
      const codes = await door.mail(email, /has new recovery codes/);
      expect(codes.text).toContain("The older ones are good no longer");
      await call("DELETE", "/totp", 204);
      const off = await door.mail(email, /asks for no code any more/);
      expect(off.text).toMatch(/Account: ada\n.*\nFrom address: \d/);

      const options = await call("POST", "/passkeys/options", 200);
      const credential = createPasskeyDevice("https://play.example.org").create(options);
      const passkey = await call("POST", "/passkeys", 201, { credential, name: "My phone" });
      await call("DELETE", `/passkeys/${passkey.id}`, 204);
      expect((await door.mail(email, /passkey .* was removed/)).text).toContain('"My phone"');

      await door.verifyEmail(email);
      const link = async () => {
        const credentials = { ticket: steam.issueTicket({ steamId: "76561197960287930" }) };
        await call("POST", "/identities", 201, { method: "steam", credentials });
      };
      const linked = ({ text }: ReceivedMail) => text.includes("linked to a player of Steam");
      await link();
      const first = await door.mails.next(linked);
      await call("DELETE", "/identities/steam", 204);
      expect((await door.mail(email, /provider is no longer linked/)).text).toContain("Steam lets nobody in any more");

      await link();
      const token = tokenIn(await door.mails.next((mail) => linked(mail) && mail !== first));
      expect((await door.call("POST", "/api/auth/undo-email", { body: { token } })).status).toBe(204);
      expect(await door.verify(bearer)).not.toBeNull();
      const again = await door.logIn("ada");
      const { json } = await door.call("GET", "/api/account/identities", { bearer: again });
      expect(json).toEqual({ identities: [] });
    }));
}
