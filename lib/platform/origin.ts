/** Where an attempt comes from. */
export interface Origin {
  /** `http`, `slime`, `sts` and so on: for the audit log and the metrics. */
  readonly door: string;
  readonly address: string;
  readonly macAddress?: string;
  /** Whose native door it is: its clients can send a password only, so the account's access of that game decides. */
  readonly game?: string;
  /** What the player sits at, in at most 80 characters, where the door can tell. */
  readonly device?: string | null;
  /** In which the page is read, such as `de`. */
  readonly language?: string | null;
  /** Of the call that it came by, as the answer's header names it. */
  readonly requestId?: string;
}
