/**
 * Whether a ban's value, an address or a CIDR, covers an address.
 *
 * @param {string} value @param {string} address
 */
export function covers(value, address) {
  const [network = "", prefix] = value.split("/");
  const [one, other] = [parse(network), parse(address)];
  if (one === null || other === null || one.length !== other.length) return false;
  const length = prefix === undefined ? one.length : Number(prefix);
  return one.slice(0, length) === other.slice(0, length);
}

/** The bits of an address, as text. @param {string} text @returns {string | null} */
function parse(text) {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return bits(text.split(".").map(Number), 8);
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(":")) return null;
  const [head = "", tail] = text.split("::");
  const groups = (/** @type {string} */ part) => part === "" ? [] : part.split(":").map((group) => parseInt(group, 16));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const all = tail === undefined
    ? front
    : [...front, ...Array(Math.max(0, 8 - front.length - back.length)).fill(0), ...back];
  return all.length === 8 ? bits(all, 16) : null;
}

/** @param {readonly number[]} parts @param {number} width */
function bits(parts, width) {
  return parts.map((part) => part.toString(2).padStart(width, "0")).join("");
}

/** As bans keep a device: its twelve digits. @param {string} mac */
export function macDigits(mac) {
  return mac.replace(/[^0-9a-f]/gi, "").toLowerCase();
}
