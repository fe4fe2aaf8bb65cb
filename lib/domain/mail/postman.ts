/** Takes mails out of the outbox and sends them, a few at once; woken by each commit that wrote one. */
import { repeat } from "../../platform/clock.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { createWakeful, type Wakeful } from "../../platform/wakeful.ts";
import { withinTime } from "../../platform/time_limit.ts";
import { CLAIM_MS, type ClaimedMail, type Outbox } from "./outbox.ts";
import { describeFailure, type MailTransport } from "./transport.ts";

/** What the commits of other instances and of commands wrote is seen within this. */
const LOOK_EVERY_MS = 1_000;
const AT_ONCE_MAX = 8;
/** However slowly a server answers: then the mail is tried again later. */
const SEND_MS_MAX = 60_000;

interface PostmanParts extends Pick<Kernel, "clock" | "log"> {
  readonly outbox: Outbox;
  readonly transport: MailTransport;
  /** Counts what came of each try. */
  readonly onResult: (result: "sent" | "failed" | "given_up") => void;
}

export function createPostman({ clock, log, outbox, transport, onResult }: PostmanParts): Wakeful {
  const send = async (mail: ClaimedMail): Promise<void> => {
    const stopRenewal = repeat(clock, CLAIM_MS / 3, async () => {
      await outbox.renew(mail).catch((error) => log.warn("Could not keep a mail that is being sent", { error }));
    });
    try {
      const letter = await mail.open();
      const late = () => new Error(`The mail server took longer than ${SEND_MS_MAX / 1_000} s`);
      await withinTime(clock, SEND_MS_MAX, transport.send({ key: mail.key, letter }), late);
    } finally {
      stopRenewal();
    }
  };
  const deliver = async (mail: ClaimedMail): Promise<void> => {
    const { id, name, tries } = mail;
    try {
      await send(mail);
    } catch (error) {
      const reason = describeFailure(error);
      const isGivenUp = await outbox.failed(mail, reason);
      onResult(isGivenUp ? "given_up" : "failed");
      log.warn(isGivenUp ? "A mail was given up" : "Could not send a mail", {
        mail: id,
        name,
        tries: tries + 1,
        reason,
      });
      return;
    }
    await outbox.sent(mail);
    onResult("sent");
  };
  const quietly = (mail: ClaimedMail) =>
    deliver(mail).catch((error) => log.warn("Could not note what came of a mail", { mail: mail.id, error }));

  let isFirst = true;
  return createWakeful({
    clock,
    everyMs: LOOK_EVERY_MS,
    onError: (error) => log.warn("Could not look after the mails", { error }),
    async run(signal) {
      if (isFirst) await outbox.freeOfLastServer();
      isFirst = false;
      while (!signal.aborted) {
        const mails = await outbox.claim(AT_ONCE_MAX);
        if (mails.length === 0) return;
        await Promise.all(mails.map(quietly));
      }
    },
  });
}
