/**
 * Where calls may go: by TLS anywhere, or without it to a program on this machine. A name is not looked up beforehand:
 * what it means may change until the call, and a host inside that has no certificate for it refuses the call. No answer
 * is ever shown to anybody but its status.
 */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** This host, link-local (where clouds keep credentials), multicast and broadcast: RFC 6890. */
const NOBODYS = /^(0\.|169\.254\.|2(2[4-9]|[3-5]\d)\.)|^\[(::\]|::ffff:|64:ff9b:|fe[89ab]|ff)/i;

/** @returns null for a text that is no such address */
export function parseTarget(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") return null;
  if (NOBODYS.test(url.hostname)) return null;
  if (url.protocol === "https:") return url;
  return url.protocol === "http:" && LOOPBACK.test(url.hostname) ? url : null;
}
