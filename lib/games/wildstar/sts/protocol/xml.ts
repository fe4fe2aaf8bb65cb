/** The little XML that STS needs: texts of elements right below the root. The parsing is `fast-xml-parser`'s. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { ProtocolError } from "../../../../platform/bytes/byte_reader.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  processEntities: false,
});

/** A DTD, an entity's declaration, CDATA: everything but a comment. No client sends them. */
const DECLARATION = /<!(?!--)/;
const PREDEFINED = new Map([["amp", "&"], ["lt", "<"], ["gt", ">"], ["quot", '"'], ["apos", "'"]]);

/**
 * The texts of the elements below the root, by name. An element that is there twice, or holds elements itself, is not
 * among them.
 * @throws {ProtocolError} when the body is not well-formed UTF-8 and XML, or its root has another name
 */
export function readElements(body: Uint8Array, root: string): ReadonlyMap<string, string> {
  const content = parse(body);
  const roots = Object.keys(content);
  if (roots.length !== 1 || roots[0] !== root) {
    throw new ProtocolError(`Could not read a body: its root is not ${root}`);
  }
  const elements = content[root];
  const texts = new Map<string, string>();
  if (typeof elements !== "object" || elements === null) return texts;
  for (const [name, text] of Object.entries(elements)) {
    if (typeof text === "string") texts.set(name, decodePredefined(text));
  }
  return texts;
}

/** @throws {ProtocolError} as `readElements`, and when there is no such element or it is empty */
export function readElement(body: Uint8Array, root: string, name: string): string {
  const text = readElements(body, root).get(name);
  if (text === undefined || text === "") throw new ProtocolError(`Could not read a body: no text in ${name}`);
  return text;
}

/** Text for between two tags. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function parse(body: Uint8Array): Record<string, unknown> {
  try {
    const text = utf8.decode(body);
    if (!DECLARATION.test(text) && XMLValidator.validate(text) === true) return parser.parse(text);
  } catch {
    // Bytes that are no text, or what the parser refuses for its own safety, such as deep nesting.
  }
  // Nothing of the body goes into the message: it may hold a key.
  throw new ProtocolError("Could not read a body: not well-formed XML without declarations");
}

/** The five names that XML 1.0 (section 4.6) knows without a DTD; each becomes one character, so nothing expands. */
function decodePredefined(text: string): string {
  return text.replace(/&(\w+);/g, (reference, name) => PREDEFINED.get(name) ?? reference);
}
