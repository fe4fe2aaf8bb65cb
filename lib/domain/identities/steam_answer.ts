/** What Steam says of a ticket: https://partner.steamgames.com/doc/webapi/ISteamUserAuth#AuthenticateUserTicket */
import { z } from "zod";

type SteamAnswer =
  | { readonly type: "valid"; readonly steamId: string; readonly vacBanned: boolean; readonly publisherBanned: boolean }
  /** 101: not a valid ticket; 3: not a ticket at all. */
  | { readonly type: "refused"; readonly errorCode: number };

/** Ids of 64 bits come as text; as numbers they would be rounded, and name somebody else. */
const steamId = z.string().regex(/^[1-9][0-9]{0,19}$/);

const answer = z.object({
  response: z.union([
    z.object({
      params: z.object({
        result: z.literal("OK"),
        steamid: steamId,
        ownersteamid: steamId,
        vacbanned: z.boolean(),
        publisherbanned: z.boolean(),
      }),
    }),
    z.object({ error: z.object({ errorcode: z.int(), errordesc: z.string().optional() }) }),
  ]),
});

/** Null for what is no answer of Steam's. A refusal has the status 200 as well. */
export function parseSteamAnswer(text: string): SteamAnswer | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = answer.safeParse(json);
  if (!parsed.success) return null;
  const { response } = parsed.data;
  if ("error" in response) return { type: "refused", errorCode: response.error.errorcode };
  const { steamid, vacbanned, publisherbanned } = response.params;
  return { type: "valid", steamId: steamid, vacBanned: vacbanned, publisherBanned: publisherbanned };
}
