/** Steam: a ticket from the player's client, which Steam's own server is asked about. */
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { type BoundedAnswer, fetchBounded, FetchFault } from "./bounded_fetch.ts";
import { type ProvenIdentity, providerUnavailable, refusedCredentials } from "./provider.ts";
import { parseSteamAnswer } from "./steam_answer.ts";

/** Steam's own tickets have at most 2,560 bytes (`k_nCubTicketMaxLength`). */
const TICKET_BYTES_MAX = 4_096;
const TIMEOUT_MS = 5_000;
const ANSWER_BYTES_MAX = 64 * 1_024;
const PATH = "ISteamUserAuth/AuthenticateUserTicket/v1/";

interface SteamParts extends Pick<Kernel, "clock" | "log"> {
  /** `https://partner.steam-api.com`, or a test's own server. */
  readonly baseUrl: string;
  /** The publisher's Web API key; goes to Steam and nowhere else. */
  readonly apiKey: string;
  readonly appId: number;
  /** What the game gave to `GetAuthTicketForWebApi`: a ticket for somebody else's server does not fit. */
  readonly identity: string;
}

export type Steam = ReturnType<typeof createSteam>;

export function createSteam(parts: SteamParts) {
  const { clock, log } = parts;
  const base = parts.baseUrl.endsWith("/") ? parts.baseUrl : `${parts.baseUrl}/`;

  const ask = async (ticket: string): Promise<BoundedAnswer> => {
    const url = new URL(PATH, base);
    url.searchParams.set("key", parts.apiKey);
    url.searchParams.set("appid", String(parts.appId));
    url.searchParams.set("ticket", ticket);
    url.searchParams.set("identity", parts.identity);
    return await fetchBounded(url, { clock, timeoutMs: TIMEOUT_MS, answerBytesMax: ANSWER_BYTES_MAX });
  };
  const unavailable = (reason: string, level: "warn" | "error" = "warn"): AppError => {
    log[level]("Could not ask Steam about a ticket", { reason });
    return providerUnavailable("Steam");
  };

  return {
    /** @throws {AppError} `invalid_credentials`, `account_banned`, `provider_unavailable` */
    async prove(ticket: string): Promise<ProvenIdentity> {
      const hex = ticket.toLowerCase();
      if (hex.length > TICKET_BYTES_MAX * 2 || !/^(?:[0-9a-f]{2})+$/.test(hex)) {
        throw refusedCredentials("This is no Steam ticket in hexadecimal");
      }
      const { status, text } = await ask(hex).catch((error) => {
        throw error instanceof FetchFault ? unavailable(error.message) : error;
      });
      if (status === 401 || status === 403) throw unavailable("it refuses the key: see auth.steam.apiKey", "error");
      if (status !== 200) throw unavailable(`it answered with the status ${status}`);
      const answer = parseSteamAnswer(text);
      if (answer === null) throw unavailable("its answer makes no sense");
      if (answer.type === "refused") {
        log.info("Steam refused a ticket", { errorCode: answer.errorCode });
        throw refusedCredentials("Steam does not accept this ticket");
      }
      if (answer.publisherBanned || answer.vacBanned) {
        const by = answer.publisherBanned ? "by the publisher" : "by VAC";
        throw new AppError("account_banned", "This Steam account is banned", { reason: `Banned ${by}`, until: null });
      }
      return { provider: "steam", subject: answer.steamId, ticketHash: hashSecret(hex) };
    },
  };
}
