/** Mail over a test core: what would go out is kept, and the way can be closed. */
import type { Letter } from "../../../lib/domain/mail/letter.ts";
import type { MailTransport } from "../../../lib/domain/mail/transport.ts";
import type { UnitOfWork } from "../../../lib/platform/database/database.ts";

interface KeptMail extends Letter {
  readonly key: string;
}

interface FakeTransport extends MailTransport {
  readonly sent: readonly KeptMail[];
  /** Called before each: what it throws, or waits for, the mail server does. */
  before: () => Promise<void> | void;
}

export function createFakeTransport(): FakeTransport {
  const sent: KeptMail[] = [];
  return {
    sent,
    before: () => {},
    async send({ key, letter }) {
      await this.before();
      sent.push({ key, ...letter });
    },
    close() {},
  };
}

export const MAIL_CONFIG = { publicUrl: "https://play.example.org", mail: { host: "localhost", tls: "off" } };

/** Until it is so; what comes is on its way already. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!await isSo()) {
    if (performance.now() > deadline) throw new Error("It never was so");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const NOTICE = (accountId: number) =>
  ({ name: "password_changed", accountId, origin: { address: "198.51.100.7" } }) as const;

export interface Queues {
  readonly database: { transaction<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T> };
  readonly mail: { queue(unit: UnitOfWork, mail: ReturnType<typeof NOTICE>): Promise<boolean> };
}

export const queue = ({ database, mail }: Queues, accountId: number) =>
  database.transaction((unit) => mail.queue(unit, NOTICE(accountId)));
