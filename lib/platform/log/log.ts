/** The log as a capability. What is behind it is set up in `lib/platform/log/setup.ts`; tests inject one that remembers. */

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Records for operators: a sentence, and what belongs to it. No secrets, no passwords. */
export interface Log {
  /** For whoever looks for a fault. */
  debug(message: string, data?: object): void;
  /** What happens. */
  info(message: string, data?: object): void;
  /** What should not happen, and is dealt with. */
  warn(message: string, data?: object): void;
  /** What somebody has to look at. */
  error(message: string, data?: object): void;
}

export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  readonly data: object;
}

/** A log over one function that takes every record. */
export function createLog(write: (record: LogRecord) => void): Log {
  const at = (level: LogLevel) => (message: string, data: object = {}) => write({ level, message, data });
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** The same log with fields that every record carries, such as a request id or a module's name. */
export function withFields(log: Log, fields: object): Log {
  return createLog(({ level, message, data }) => log[level](message, { ...fields, ...data }));
}

/** A log that drops everything. */
export const silentLog: Log = createLog(() => {});
