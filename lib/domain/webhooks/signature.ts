/** Standard Webhooks: how a receiver knows that a call is ours. https://www.standardwebhooks.com */
import { createHmac } from "node:crypto";

/** `whsec_` and padded Base64 of the key, as it is shown once. */
export function secretText(key: Uint8Array): string {
  return `whsec_${key.toBase64()}`;
}

/** The headers of a call. @param now of this try, whole seconds */
export function signedHeaders(key: Uint8Array, id: string, now: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${mac}`,
  };
}
