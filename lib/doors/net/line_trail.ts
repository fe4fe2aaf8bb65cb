/** What a door tells the login trail of its lines: the trail itself is the domain's. */

/** What a session says of its line's latest attempt to log in. */
export interface LineAttempt {
  /** Which rule decided, such as `client.version`: where the core did not decide it. */
  readonly rule?: string;
  /** The code that the rule has at every door. */
  readonly code?: string;
  /** What came of it. */
  readonly result?: "succeeded" | "failed" | "refused";
  /** What the client was sent, such as `LOGIN 7`; at most 64 characters, and never a secret. */
  readonly wire: string;
  /** The client's build or version, at most 64 characters. */
  readonly client?: string;
  /** Which of the door's protocols it speaks. */
  readonly dialect?: string;
  /** What was typed to say who logs in: kept only where it can be a username or an e-mail. */
  readonly name?: string;
}

/** One line's part. */
export interface LineTrail {
  /** Runs what bytes of the line bring about: what the core decides meanwhile is the line's. */
  run(work: () => void | Promise<void>): Promise<void>;
  attempt(attempt: LineAttempt): void;
}

/** A door's part. */
export interface DoorTrail {
  open(address: string): LineTrail;
  /** A line that was turned away before a word. */
  refused(address: string, why: "total" | "unauthenticated" | "address" | "banned"): void;
}

/** For doors without a trail. */
export const noTrail: DoorTrail = {
  open: () => ({ run: async (work) => await work(), attempt: () => {} }),
  refused: () => {},
};
