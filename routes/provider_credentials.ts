/** What a client brings from Steam or Epic, as JSON. */
import { z } from "zod";
import type { ProviderCredentials } from "../lib/domain/identities/provider.ts";

/** The body's own bound is the tighter one. */
const CHARACTERS_MAX = 16_384;

export const steamCredentials = z.object({ ticket: z.string().min(1).max(CHARACTERS_MAX) })
  .transform(({ ticket }): ProviderCredentials => ({ method: "steam", ticket }));

export const epicCredentials = z.object({ id_token: z.string().min(1).max(CHARACTERS_MAX) })
  .transform(({ id_token }): ProviderCredentials => ({ method: "epic", idToken: id_token }));

/** `{method, credentials}` */
export const providerProof = z.discriminatedUnion("method", [
  z.object({ method: z.literal("steam"), credentials: steamCredentials }),
  z.object({ method: z.literal("epic"), credentials: epicCredentials }),
], { error: "must be steam or epic" });
