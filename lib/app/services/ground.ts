/** What every other service stands on: who did what, what ends, what players are told, and what came of their attempts. */
import { createAudit } from "../../domain/audit/audit.ts";
import { createLinks } from "../../domain/links/links.ts";
import type { MailTransport } from "../../domain/mail/transport.ts";
import { createJobRuns } from "../../domain/overview/job_runs.ts";
import { createSeries, type Reading } from "../../domain/overview/series.ts";
import { createRevocation } from "../../domain/revocation/revocation.ts";
import { createPlaying } from "../../domain/seats/playing.ts";
import { createSeats } from "../../domain/seats/seats.ts";
import { createGameTokenEnds } from "../../domain/tokens/game_token_ends.ts";
import { createWebhookEvents } from "../../domain/webhooks/events.ts";
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Closed } from "./closing.ts";
import { createMailRoom } from "./mail.ts";
import { createLoginTrail } from "./trail.ts";

interface GroundParts {
  readonly box: SecretBox;
  /** In place of SMTP: tests read what would go out. */
  readonly mailTransport: MailTransport | undefined;
  readonly closed: Closed;
}

export type Ground = ReturnType<typeof createGround>;

export function createGround(kernel: Kernel, { box, mailTransport, closed }: GroundParts) {
  const { config, database, clock, random, log, metrics } = kernel;
  // What happens, minute by minute; the edge says what is measured.
  const readings: { read: () => Promise<Reading> } = { read: () => Promise.resolve({ own: {}, common: {} }) };
  const series = closed(createSeries({ database, clock, log, read: () => readings.read() }));
  const webhookEvents = createWebhookEvents({ random });
  const audit = createAudit({ clock, onRecord: webhookEvents.onAudit });
  const seats = closed(createSeats({ database, clock, log }));
  const mailRoom = closed(
    createMailRoom(kernel, { audit, box, ...(mailTransport === undefined ? {} : { mailTransport }) }),
  );
  const baseUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  const onAttempt: typeof metrics.loginAttempt = (door, result) => {
    metrics.loginAttempt(door, result);
    series.count(`sign_ins.${result}`);
  };
  return {
    audit,
    jobRuns: createJobRuns({ database, clock, log }),
    /** The links in mails. */
    links: createLinks({ clock, random, baseUrl }),
    mail: mailRoom.mail,
    mailRoom,
    onAttempt,
    playing: createPlaying({ database, clock }),
    readings,
    revocation: createRevocation(),
    seats,
    series,
    tokenEnds: createGameTokenEnds(),
    trail: closed(createLoginTrail(kernel)),
    webhookEvents,
  };
}
