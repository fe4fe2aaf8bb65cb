/** Scripts and styles without the comments that fill whole lines: a third of what a page would fetch is for who edits it. */

/** Before a `/` that begins a regular expression; behind anything else it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|=>|\b(?:return|typeof|case|in|of|await|yield|delete|void))\s*$/;
/** Licences, and what a runtime reads in comments. */
const KEPT = /^(?:\/\*!|\/\/[#@]|\/\/ @ts-)/;
const WHOLE_LINES = /^[ \t]*$/;

/** What each of them is up to its end (ECMA-262, 12.4 and 12.9). */
const LINE = /[^\n]*/y;
const BLOCK = /[^]*?\*\//y;
const DOUBLE_QUOTED = /(?:\\[^]|[^"\\\n])*"/y;
const QUOTED = /(?:\\[^]|[^'\\\n])*'/y;
const REGEX = /(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y;
const STYLE_TOKEN = /"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|\burl\([^)]*\)|\/\*[^]*?\*\//g;
const TEMPLATE = /(?:\\[^]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y;

/** The same script on the same lines. One that cannot be read to its end is left as it is. */
export function withoutComments(script: string): string {
  let text = "";
  let kept = 0;
  for (const { start, end } of findComments(script) ?? []) {
    const lines = linesAround(script, start, end);
    if (lines === null || KEPT.test(script.slice(start, end))) continue;
    text += script.slice(kept, lines.start) + script.slice(start, end).replaceAll(/[^\n]+/g, "");
    kept = lines.end;
  }
  return text + script.slice(kept);
}

/** The same of a style. What looks like a comment within a text or an address is none (CSS Syntax 3, 4.3). */
export function stylesWithoutComments(styles: string): string {
  return styles.replaceAll(STYLE_TOKEN, (token: string, at: number) => {
    const isGone = token.startsWith("/*") && !KEPT.test(token) && linesAround(styles, at, at + token.length) !== null;
    return isGone ? token.replaceAll(/[^\n]+/g, "") : token;
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The lines that this fills; null where something else stands on them. */
function linesAround(text: string, start: number, end: number): Span | null {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end) === -1 ? text.length : text.indexOf("\n", end);
  const isAlone = WHOLE_LINES.test(text.slice(lineStart, start)) && WHOLE_LINES.test(text.slice(end, lineEnd));
  return isAlone ? { start: lineStart, end: lineEnd } : null;
}

/** Null where a string, a template or a comment does not end. */
function findComments(script: string): Span[] | null {
  const comments: Span[] = [];
  /** For each template that is open around here, how many braces are open in its `${`. */
  const templates: number[] = [];
  let at = 0;
  while (at < script.length) {
    const letter = script[at]!;
    const pair = script.slice(at, at + 2);
    let end = at + 1;
    if (pair === "//") {
      end = endOf(script, at, LINE);
      comments.push({ start: at, end });
    } else if (pair === "/*") {
      end = endOf(script, at + 2, BLOCK);
      comments.push({ start: at, end });
    } else if (letter === '"' || letter === "'") {
      end = endOf(script, at + 1, letter === '"' ? DOUBLE_QUOTED : QUOTED);
    } else if (letter === "/" && BEFORE_REGEX.test(script.slice(Math.max(0, at - 40), at))) {
      end = endOf(script, at + 1, REGEX);
    } else if (letter === "`" || (letter === "}" && templates.at(-1) === 0)) {
      if (letter === "}") templates.pop();
      end = endOf(script, at + 1, TEMPLATE);
      if (script.slice(end - 2, end) === "${") templates.push(0);
    } else if (templates.length > 0 && (letter === "{" || letter === "}")) {
      templates.push(templates.pop()! + (letter === "{" ? 1 : -1));
    }
    if (end <= at) return null;
    at = end;
  }
  return templates.length === 0 ? comments : null;
}

/** Behind what matches at `from`; -1 where nothing does. */
function endOf(text: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : -1;
}
