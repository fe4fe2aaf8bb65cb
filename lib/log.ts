/** The log as a capability. What is behind it is set up in `lib/log_setup.ts`; tests inject one that remembers. */

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface Log {
  debug(message: string, data?: object): void;
  info(message: string, data?: object): void;
  warn(message: string, data?: object): void;
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
