/** The key of the guest account that this device made, which is all that opens it. */
import { kept } from "./kept.js";

/** Where this device keeps the key of its guest account. */
const GUEST_KEY = "gatehouse_guest_key";

export function guestKey() {
  return kept.read(GUEST_KEY);
}

/** @param {string} key */
export function keepGuestKey(key) {
  kept.write(GUEST_KEY, key);
}

export function forgetGuestKey() {
  kept.remove(GUEST_KEY);
}
