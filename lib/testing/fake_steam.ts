/**
 * Steam's `AuthenticateUserTicket` on loopback, with its true shapes and faults:
 * https://partner.steamgames.com/doc/webapi/ISteamUserAuth#AuthenticateUserTicket
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "./loopback.ts";

/** Who a ticket is for. */
export interface SteamPlayer {
  /** 64 bits, as text. */
  readonly steamId: string;
  /** Somebody else's, where the game is shared in a family. */
  readonly ownerSteamId?: string;
  /** Default false. */
  readonly vacBanned?: boolean;
  /** Default false. */
  readonly publisherBanned?: boolean;
}

/** What Steam may do instead of answering. `silent`: it takes the call and says nothing. */
export type SteamFault = "silent" | "hang_up" | "garbage" | "too_long" | "redirect" | { readonly status: number };

/** Steam, as far as the server asks it. */
export interface FakeSteam {
  /** For `auth.steam.baseUrl`. */
  readonly url: string;
  /** Of every call, as Steam would see it. */
  readonly calls: readonly URLSearchParams[];
  /** A ticket that is valid from now on, in hexadecimal. */
  issueTicket(player: SteamPlayer): string;
  /** From now on, until it is set to null. */
  fault: SteamFault | null;
  /** Ends it. */
  close(): Promise<void>;
}

interface FakeSteamOptions {
  readonly key: string;
  readonly appId: number;
  readonly identity: string;
}

const ELSEWHERE = "/elsewhere";
const PATH = "/ISteamUserAuth/AuthenticateUserTicket/v1/";

export async function startFakeSteam(options: FakeSteamOptions): Promise<FakeSteam> {
  const players = new Map<string, SteamPlayer>();
  const calls: URLSearchParams[] = [];
  let count = 0;

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://steam");
    const { searchParams } = url;
    // Somebody else's server, which would gladly answer in Steam's name.
    if (url.pathname === ELSEWHERE) return send(response, 200, JSON.stringify({ response: judge(searchParams) }));
    if (request.method !== "GET" || url.pathname !== PATH) return send(response, 404, "Not Found");
    calls.push(searchParams);
    if (fake.fault !== null) return fail(response, fake.fault, url.search);
    if (searchParams.get("key") !== options.key) {
      return send(response, 403, "<html><head><title>Forbidden</title></head><body>Access is denied.</body></html>");
    }
    return send(response, 200, JSON.stringify({ response: judge(searchParams) }), "application/json");
  };

  const judge = (asked: URLSearchParams): object => {
    const ticket = asked.get("ticket") ?? "";
    if (!/^(?:[0-9a-f]{2})+$/i.test(ticket)) return { error: { errorcode: 3, errordesc: "Invalid parameter" } };
    const player = players.get(ticket.toLowerCase());
    const fits = asked.get("appid") === String(options.appId) && asked.get("identity") === options.identity;
    if (player === undefined || !fits) return { error: { errorcode: 101, errordesc: "Invalid ticket" } };
    return {
      params: {
        result: "OK",
        steamid: player.steamId,
        ownersteamid: player.ownerSteamId ?? player.steamId,
        vacbanned: player.vacBanned ?? false,
        publisherbanned: player.publisherBanned ?? false,
      },
    };
  };

  const server = await listen(createServer(answer));
  const fake: FakeSteam = {
    url: server.url,
    calls,
    fault: null,
    issueTicket(player) {
      const ticket = `14000000${(++count).toString(16).padStart(16, "0")}a7c3`;
      players.set(ticket, player);
      return ticket;
    },
    close: server.close,
  };
  return fake;
}

function fail(response: ServerResponse, fault: SteamFault, query: string): void {
  if (fault === "silent") return;
  if (fault === "hang_up") return void response.destroy();
  if (fault === "garbage") return send(response, 200, "<html>Steam is down for maintenance</html>");
  if (fault === "too_long") return send(response, 200, " ".repeat(100_000));
  if (fault === "redirect") {
    response.setHeader("location", `${ELSEWHERE}${query}`);
    return send(response, 302, "");
  }
  send(response, fault.status, "");
}

function send(response: ServerResponse, status: number, body: string, type = "text/html"): void {
  response.writeHead(status, { "content-type": type });
  response.end(body);
}
