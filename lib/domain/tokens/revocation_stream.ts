/** The revocation feed as it grows, for those who keep a connection open. One reader serves all of an instance. */
import { repeat } from "../../platform/clock.ts";
import { listen } from "../../platform/database/listening.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { type FeedPosition, OVERLAP_MS, type ReadRevocations, type RevokedToken } from "./revocation_feed.ts";

/** What is not heard of by an event is read at the latest so long after, and silence for longer means a fault. */
export const CURRENT_EVERY_MS = 5_000;
const FOLLOWERS_MAX = 256;
const FOLLOWERS_PER_ADDRESS_MAX = 8;
/** Whoever does not take them up is behind, and begins anew. */
const NEWS_WAITING_MAX = 64;

/** Revocations since the last news, none for a sign of life. */
interface FeedNews {
  readonly revocations: readonly RevokedToken[];
  readonly next: FeedPosition;
  /** Everything that was committed until then has been told. */
  readonly currentAt: Date;
}

export interface Follower {
  /** Waits for news; null once the stream is closed, by whomever. */
  next(): Promise<FeedNews | null>;
  close(): void;
}

export type RevocationStream = ReturnType<typeof createRevocationStream>;

interface RevocationStreamParts extends Pick<Kernel, "database" | "clock" | "log"> {
  readonly read: ReadRevocations;
}

interface Reader extends Follower {
  readonly address: string;
  tell(news: FeedNews): void;
}

export function createRevocationStream({ database, clock, log, read }: RevocationStreamParts) {
  const followers = new Set<Reader>();
  /** By id, what was told of the last minute: the feed tells that more than once. */
  const told = new Map<number, number>();
  let position: FeedPosition = { at: clock.now(), id: null };
  let isReading = false;
  let isBehind = false;

  const readPage = async () => {
    const page = await read(position);
    position = page.next ?? position;
    const revocations = page.revocations.filter(({ id, revokedAt }) => told.get(id) !== revokedAt.getTime());
    for (const { id, revokedAt } of revocations) told.set(id, revokedAt.getTime());
    for (const [id, atMs] of told) if (atMs < position.at.getTime() - OVERLAP_MS) told.delete(id);
    for (const follower of followers) follower.tell({ revocations, next: position, currentAt: page.currentAt });
    if (page.more) isBehind = true;
  };
  const catchUp = async () => {
    isReading = true;
    try {
      while (isBehind && followers.size > 0) {
        isBehind = false;
        await readPage();
      }
    } catch (error) {
      // Without an answer there is no sign of life either, and those who verify notice.
      log.warn("Could not read the revocations", { error });
    } finally {
      isReading = false; // in the same turn as the last look at `isBehind`, so that no news falls in between
    }
  };
  const wake = () => {
    isBehind = true;
    if (!isReading) catchUp();
  };
  const stopListening = listen({
    events: database.events,
    on: (event) => event.type === "game_tokens_ended" && wake(),
    onGap: wake,
  });
  const stopRepeating = repeat(clock, CURRENT_EVERY_MS, wake);

  return {
    /**
     * What is revoked from now on. What was before is read from the feed, after this call.
     * @throws {AppError} `too_many_connections`
     */
    follow(address: string): Follower {
      const fromHere = [...followers].filter((follower) => follower.address === address).length;
      if (followers.size >= FOLLOWERS_MAX || fromHere >= FOLLOWERS_PER_ADDRESS_MAX) {
        throw new AppError("too_many_connections", "Too many follow the revocations already", {
          retryAfterSeconds: 10,
        });
      }
      if (followers.size === 0) position = { at: clock.now(), id: null };
      const follower = createReader(address, () => followers.delete(follower));
      followers.add(follower);
      return follower;
    },
    /** Ends the streams of some addresses: a ban may come while they are open. */
    closeWhere(isMeant: (address: string) => boolean): void {
      for (const follower of [...followers]) if (isMeant(follower.address)) follower.close();
    },
    close(): void {
      stopListening();
      stopRepeating();
      for (const follower of [...followers]) follower.close();
    },
  };
}

function createReader(address: string, onClose: () => void): Reader {
  const waiting: FeedNews[] = [];
  let wakeUp = () => {};
  let closed = false;
  const close = () => {
    closed = true;
    onClose();
    wakeUp();
  };
  return {
    address,
    close,
    tell(news) {
      if (waiting.length >= NEWS_WAITING_MAX) return close();
      waiting.push(news);
      wakeUp();
    },
    async next() {
      while (!closed) {
        const news = waiting.shift();
        if (news !== undefined) return news;
        await new Promise<void>((resolve) => wakeUp = resolve);
      }
      return null;
    },
  };
}
