/**
 * What instances tell one another, and themselves, once a change is committed. Whoever caches something or holds a live
 * line listens. An event says what ended; what now holds is asked of the database.
 */

export type DatabaseEvent =
  /** Sessions ended, by logout, expiry or revocation. */
  | { readonly type: "sessions_ended"; readonly sessionIds: readonly string[]; readonly reason: SessionEndReason }
  /** A session's JWT was replaced. */
  | { readonly type: "token_replaced"; readonly sessionId: string }
  /** Everything of the account ended, but for one session that may go on. */
  | {
    readonly type: "account_ended";
    readonly accountId: number;
    readonly reason: SessionEndReason;
    readonly exceptSessionId: string | null;
  }
  /** What is known of an account changed (name, role, status) without ending anything. */
  | { readonly type: "account_changed"; readonly accountId: number }
  /** A seat has a new holder (null: its character was deleted); every other holder of it has lost it. */
  | {
    readonly type: "seat_taken";
    readonly accountId: number;
    readonly gameId: string;
    readonly holderId: string | null;
  }
  /** An address or MAC ban was made or lifted. */
  | { readonly type: "bans_changed" }
  /** Login and character tokens ended; null ends what is cached of all. */
  | { readonly type: "game_tokens_ended"; readonly accountId: number | null }
  | { readonly type: "servers_changed" }
  | { readonly type: "signing_keys_changed" };

export type SessionEndReason =
  | "logged_out"
  | "banned"
  | "suspended"
  | "revoked"
  | "password_changed"
  /** A second factor was turned on or off, or the password removed. */
  | "security_changed"
  /** The account is being deleted. */
  | "deleted"
  | "expired"
  | "taken_elsewhere"
  | NativeEndReason;

/** How lines of native clients end beside: by the network, a deadline, the server's stop, or a broken protocol. */
export type NativeEndReason = "disconnected" | "timed_out" | "shutdown" | "broken_protocol";

export type EventListener = (event: DatabaseEvent) => void;

export interface EventBus {
  /** Hears every event of this instance and, as far as `hearing()`, of the others. The returned function ends it. */
  subscribe(listener: EventListener): () => void;
  /** Runs when events may have been missed: everything cached is to be dropped. */
  onGap(listener: () => void): () => void;
  /** False while other instances' events cannot arrive: then nothing cached may be trusted. */
  hearing(): boolean;
}

/** The part of the bus that delivers, for the database that owns it. */
export interface EventHub extends EventBus {
  deliver(event: DatabaseEvent): void;
  gap(): void;
  setHearing(hearing: boolean): void;
}

/** @param onError receives what a listener throws; one listener's failure does not keep the next from hearing. */
export function createEventHub(onError: (error: unknown) => void): EventHub {
  const listeners = new Set<EventListener>();
  const gapListeners = new Set<() => void>();
  let hearing = true;
  const guarded = (run: () => void) => {
    try {
      run();
    } catch (error) {
      onError(error);
    }
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onGap(listener) {
      gapListeners.add(listener);
      return () => gapListeners.delete(listener);
    },
    hearing: () => hearing,
    deliver: (event) => listeners.forEach((listener) => guarded(() => listener(event))),
    gap: () => gapListeners.forEach((listener) => guarded(listener)),
    setHearing(now) {
      hearing = now;
    },
  };
}
