/** Takes out of a text for people what may say who somebody is: e-mails, addresses of the network, MACs. */

const EMAIL = /[^\s@<>"',;:()]+@[^\s@<>"',;:()]+/g;
const MAC = /\b[0-9a-f]{2}([-:])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}\b/gi;
const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?/g;
/** Anything with two colons among hexadecimal digits, the short forms too. */
const IPV6 = /(?<![\w:])(?=[0-9a-f:]*:[0-9a-f]*:)[0-9a-f:]{2,}(?:\.\d{1,3}){0,3}(?:\/\d{1,3})?/gi;

const HIDDEN = "[hidden]";

export function discreet(text: string): string {
  return text.replace(EMAIL, HIDDEN).replace(MAC, HIDDEN).replace(IPV4, HIDDEN).replace(IPV6, HIDDEN);
}
