/** What is counted between two readings, and how a reading looks. */
import type { Counts } from "./counts.ts";

export type LoginResult = "succeeded" | "failed" | "refused";
export type TokenKind = "login" | "character";
export type JobResult = "succeeded" | "failed";
export type MailResult = "sent" | "failed" | "given_up";
export type DeletionResult = "succeeded" | "failed";
export type TokenEvent = "issued" | "rotated" | "reused" | "revoked";

/** How long one hash waited and took, milliseconds. */
export interface HashTimes {
  readonly queuedMs: number;
  readonly ranMs: number;
}

/** What has been counted since the start. */
export interface Recorded {
  readonly logins: Counts<{ door: string; result: LoginResult }>;
  readonly tokens: Counts<{ kind: TokenKind; event: TokenEvent }>;
  readonly jobs: Counts<{ owner: string; job: string; result: JobResult }>;
  readonly mails: Counts<{ result: MailResult }>;
  readonly deletions: Counts<{ result: DeletionResult }>;
  readonly unknownResets: Counts<Record<string, never>>;
  readonly trailLost: Counts<Record<string, never>>;
  readonly auditArchived: Counts<Record<string, never>>;
  /** Blocks of the thread that are over, and how long they were, milliseconds. */
  readonly blocks: Counts<{ module: string; work: string }>;
  readonly blockedMs: Counts<{ module: string; work: string }>;
  /** The hashes since the last reading. */
  takeHashTimes(): readonly HashTimes[];
}

/** What one process measures, for adding up: instruments of the library, as plain JSON. */
export type MetricsParts = readonly object[];

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}
