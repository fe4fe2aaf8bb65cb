/** The door with a real mail server behind it. */
import type { Engine } from "../../../lib/platform/database/database.ts";
import { testEngines } from "../../support/test_database.ts";
import { type MailServer, type ReceivedMail, startMailServer, tokenIn } from "../../support/smtp.ts";
import { type Answer, type Door, withDoor } from "./setup.ts";

export interface MailDoor extends Door {
  readonly mails: MailServer;
  /** The first mail of that subject to that address. */
  mail(to: string, subject: RegExp): Promise<ReceivedMail>;
  /** Asks for a reset and lets the server look at it. */
  askReset(email: string, address?: string): Promise<Answer>;
  /** Asks, and reads the mail. @returns the link's token */
  resetToken(email: string): Promise<string>;
  /** Follows the verification mail of that address. */
  verifyEmail(email: string): Promise<void>;
}

export const mailConfig = (port: number) => ({
  publicUrl: "https://play.example.org",
  accounts: { guests: true },
  mail: { host: "127.0.0.1", port, tls: "off", from: "Gatehouse <no-reply@example.org>" },
});

export function eachMailDoor(name: string, run: (door: MailDoor) => Promise<void>): void {
  for (const engine of testEngines()) Deno.test(`${name} (${engine})`, () => withMailDoor(engine, run));
}

async function withMailDoor(engine: Engine, run: (door: MailDoor) => Promise<void>): Promise<void> {
  await using mails = await startMailServer();
  await withDoor(engine, { config: mailConfig(mails.port) }, (door) => run(openMailDoor(door, mails)));
}

export function openMailDoor(door: Door, mails: MailServer): MailDoor {
  const mail: MailDoor["mail"] = (to, subject) => {
    return mails.next((it) => isTo(it, to) && subject.test(it.headers.get("subject") ?? ""));
  };
  const askReset: MailDoor["askReset"] = async (email, address = door.newAddress()) => {
    const answer = await door.call("POST", "/api/auth/reset", { body: { email }, address });
    door.clock.advance(1_000);
    return answer;
  };
  return {
    ...door,
    mails,
    mail,
    askReset,
    async resetToken(email) {
      const before = new Set(mails.received);
      await askReset(email);
      const isReset = (it: ReceivedMail) => isTo(it, email) && it.text.includes("#reset=");
      return tokenIn(await mails.next((it) => isReset(it) && !before.has(it)));
    },
    async verifyEmail(email) {
      const token = tokenIn(await mails.next((it) => isTo(it, email) && it.text.includes("#verify=")));
      const { status } = await door.call("POST", "/api/auth/verify-email", { body: { token } });
      if (status !== 204) throw new Error(`Could not verify ${email}: ${status}`);
    },
  };
}

function isTo({ to }: ReceivedMail, address: string): boolean {
  return to.some((it) => it.toLowerCase() === address.toLowerCase());
}
