/** MAC addresses as native clients send them: any text of up to 64 bytes (docs/protocols/slime-online-2.md). */
import { lockName, type UnitOfWork } from "../../platform/database/database.ts";
import { invalidInput } from "../../platform/errors.ts";

/** 64 bytes on the wire are as many letters at most, and more bytes of UTF-8 where they came as Windows-1252. */
const MAC_LETTERS_MAX = 64;

/**
 * The form in which two MACs are compared: what is shaped like one without regard to case and separators, the rest as
 * it is written.
 */
export function macKey(mac: string): string {
  const text = macText(mac);
  const hex = text.split(/[\s:-]+/).map((octet) => octet.length === 1 ? `0${octet}` : octet).join("")
    .replaceAll(".", "").toLowerCase();
  return /^[0-9a-f]{12}$/.test(hex) ? hex : text;
}

/** As it is kept: PostgreSQL's text has no NUL. */
export function macText(mac: string): string {
  return mac.replaceAll("\0", "\ufffd");
}

/**
 * For a ban: what looks like a MAC with an octet too few or too many is a slip, and would ban nobody.
 * @throws {AppError} `invalid_input` also when it is empty or longer than 64 letters
 */
export function checkMac(mac: string): string {
  if (mac.length === 0 || mac.length > MAC_LETTERS_MAX) {
    throw invalidInput("value", `must have 1 to ${MAC_LETTERS_MAX} letters`);
  }
  const isShaped = /^[0-9a-f]{1,2}(?:[\s:-][0-9a-f]{1,2})+$|^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$|^[0-9a-f]{10}$/i.test(mac);
  if (isShaped && macKey(mac) === macText(mac)) {
    throw invalidInput("value", "must have six octets, as 00:1a:2b:3c:4d:5e");
  }
  return mac;
}

/** A ban of a MAC and a seat taken with it wait for one another: else the ban could miss a seat that is on its way. */
export async function lockMac(unit: UnitOfWork, mac: string): Promise<void> {
  await lockName(unit, `mac ${macKey(mac)}`);
}
