/** Where in a module's own files something happened, by the stack of an error: V8's frames, innermost first. */
import { relative, sep } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { PROGRAM_ROOT } from "../../platform/program_root.ts";

/** The server's own files, the built-in games aside: https://v8.dev/docs/stack-trace-api */
const SERVER = PROGRAM_ROOT.href;
const OWN = [`${SERVER}lib/`, `${SERVER}routes/`, `${SERVER}migrations/`, `${SERVER}main.ts`];
const GAMES = `${SERVER}lib/games/`;
const PACKAGES = "/registry.npmjs.org/";

/** A place in a file, as editors open it. */
export interface CodePlace {
  readonly url: string;
  /** `games/my_duels/mod.ts:14:11`, from the working folder where the file lies in it. */
  readonly text: string;
}

/** Of the error, else of what caused it; null where no module's file had a part in it. */
export function placeOf(error: unknown): CodePlace | null {
  if (!(error instanceof Error)) return null;
  return placeIn(error.stack ?? "") ?? placeOf(error.cause);
}

/** The same of a stack's text. */
export function placeIn(stack: string): CodePlace | null {
  for (const [, url = "", position = ""] of stack.matchAll(/(file:\/\/[^\s()]+?)(:\d+:\d+)\)?$/gm)) {
    const isServers = OWN.some((own) => url.startsWith(own)) && !url.startsWith(GAMES);
    if (isServers || url.includes(PACKAGES)) continue;
    return { url, text: shorten(fileURLToPath(url)) + position };
  }
  return null;
}

function shorten(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith(`..${sep}`) ? path : short;
}
