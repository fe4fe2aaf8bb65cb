/** The operator's name, words and picture in the page as it is sent, so that nobody sees it under another name first. */

interface PageWords {
  readonly name: string;
  readonly welcome: string;
  readonly hasLogo: boolean;
}

const TITLE = /(<title>)[^<]*(?=<\/title>)/;
const NAME = /(<[^<>]*\sdata-brand-name\b[^<>]*>)[^<]*/g;
const WELCOME = /(<[^<>]*\sdata-brand-welcome\b[^<>]*>)[^<]*/g;
const EMBLEM = /(<span class="emblem" data-emblem>)[^]*?(?=<\/span>)/g;

/** A look without a name is that of the file. */
export function dressPage(html: string, { name, welcome, hasLogo }: PageWords): string {
  const named = name === "" ? html : fill(fill(html, TITLE, escapeText(name)), NAME, escapeText(name));
  const greeting = fill(named, WELCOME, escapeText(welcome));
  return hasLogo ? fill(greeting, EMBLEM, '<img src="logo" alt="">') : greeting;
}

function fill(html: string, place: RegExp, content: string): string {
  return html.replace(place, (_, start: string) => start + content);
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
