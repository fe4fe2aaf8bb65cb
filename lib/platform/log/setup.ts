/** Sets up what is behind `lib/platform/log/log.ts`: LogTape, one line for each record, secrets taken out. Once in a process. */
import {
  configureSync,
  getJsonLinesFormatter,
  getLogger,
  getTextFormatter,
  type TextFormatter,
} from "@logtape/logtape";
import { redactByField, redactByPattern } from "@logtape/redaction";
import { writeSync } from "node:fs";
import type { Clock } from "../clock.ts";
import { createLog, type Log, type LogLevel } from "./log.ts";
import { plainFields } from "./fields.ts";
import { REDACTED, SECRET_FIELDS, SECRET_PATTERNS } from "./redaction.ts";

interface LogParts {
  /** The least that is logged. */
  readonly level: LogLevel;
  /** `json`: an object on each line. `pretty`: text to read, stacks on lines of their own. */
  readonly format: "json" | "pretty";
  readonly clock: Clock;
  /** Takes whole lines, each with its line end. */
  readonly write: (line: string) => void;
}

const LOGGER = "gatehouse";
const LEVELS = { debug: "debug", info: "info", warn: "warning", error: "error" } as const;

export function setUpLog({ level, format, clock, write }: LogParts): Log {
  const formatter = format === "json" ? getJsonLinesFormatter({ properties: "nest:data" }) : prettyFormatter();
  const toLine = redactByPattern(formatter, SECRET_PATTERNS);
  const sink = redactByField((record) => write(toLine(record)), {
    fieldPatterns: SECRET_FIELDS,
    action: () => REDACTED,
  });
  configureSync({
    reset: true,
    sinks: { lines: sink },
    loggers: [
      { category: [], sinks: ["lines"], lowestLevel: LEVELS[level] },
      { category: ["logtape", "meta"], sinks: ["lines"], lowestLevel: "warning", parentSinks: "override" },
    ],
  });
  const logger = getLogger(LOGGER);
  return createLog(({ level, message, data }) => {
    if (!logger.isEnabledFor(LEVELS[level])) return;
    // Not by the logger's own methods: they would read braces in the message as placeholders.
    logger.emit({
      level: LEVELS[level],
      timestamp: clock.now().getTime(),
      message: [oneLine(message)],
      rawMessage: "",
      properties: plainFields(data, { withStacks: level === "error" }),
    });
  });
}

/** Writes to stderr. A reader that is gone costs a line of the log, not the process. */
export function writeToStderr(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // There is nowhere left to say so.
  }
}

/** `2026-01-01T00:00:00.000Z WARN The text {"field":1}`, and stacks below. */
function prettyFormatter(): TextFormatter {
  return getTextFormatter({
    timestamp: "rfc3339",
    level: "ABBR",
    format: ({ timestamp, level, message, record }) => {
      const stacks: string[] = [];
      const fields = JSON.stringify(record.properties, (name, value) => {
        if (name !== "stack" || typeof value !== "string") return value;
        stacks.push(value);
        return undefined;
      });
      const line = `${timestamp} ${level} ${message}${fields === "{}" ? "" : ` ${fields}`}`;
      return [line, ...stacks.map((stack) => stack.replace(/^/gm, "    "))].join("\n");
    },
  });
}

/** So that nobody's text looks like another record. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}
