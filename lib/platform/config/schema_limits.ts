/** The settings under `limits`: counted over all doors together, by the client's address (IPv6 by its /64). */
import { cidrList, group, wholeNumber } from "./setting.ts";

export function limitSettings() {
  const count = (fallback: number, about: string, max = 1_000_000) => wholeNumber(1, max, { fallback, about });
  return group({
    loginAttemptsPerMinute: count(5, "Logins by one address, right or wrong."),
    loginFailuresPerHour: count(20, "Failed logins by one address; the next bans it."),
    autoBanMinutes: count(60, "How long that ban holds.", 525_600),
    registrationsPerDay: count(3, "New accounts by one address."),
    guestsPerDay: count(10, "New guests by one address."),
    refusedRegistrationsPerHour: count(
      20,
      "Registrations, names and e-mails of one address that are refused as taken.",
    ),
    requestsPerMinute: count(600, "HTTP calls by one address; a sign-up on the page makes some twenty."),
    messagesPerSecond: count(20, "Messages on one WebSocket."),
    messagesBurst: count(40, "Messages at once on one WebSocket."),
    lineMessagesPerSecond: count(50, "Messages on one native line, which is ended above it."),
    lineMessagesBurst: count(200, "Messages at once on one native line."),
    linesPerAddress: count(3, "Lines by one address, for each native door."),
    httpPerAddress: wholeNumber(1, 1_000_000, {
      fallback: 100,
      variable: "HTTP_CONNECTIONS_PER_ADDRESS",
      about: "HTTP connections of one address; its oldest idle one makes room for another.",
    }),
    webSocketsPerAddress: count(50, "WebSockets by one address."),
    charactersPerGame: count(10, "Characters of one account in one game.", 1_000),
    exempt: cidrList({
      fallback: [],
      about: "Free of limits and line caps, never of bans.",
    }),
  });
}
