/** Names of hosts as text: what may be looked up, and what is an address or a mistake. */
import { parseAddress } from "./address.ts";

const HOST_CHARACTERS_MAX = 253;
/** RFC 1123, 2.1: letters, digits and hyphens, no hyphen at an end. */
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** Whether a text is a host's name. What ends in a number is an address or a wrong one (URL standard, 3.5). */
function isHostName(text: string): boolean {
  if (text.length > HOST_CHARACTERS_MAX) return false;
  const labels = text.split(".");
  return labels.every((label) => LABEL.test(label)) && !/^(?:[0-9]+|0[xX][0-9A-Fa-f]*)$/.test(labels.at(-1) ?? "");
}

/** An address in its canonical text, or a host's name as it is; null for what is neither. */
export function parseHost(text: string): string | null {
  // The zone of an IPv6 address means something on one machine only.
  if (text.includes("%")) return null;
  return parseAddress(text) ?? (isHostName(text) ? text : null);
}
