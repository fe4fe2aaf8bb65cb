/**
 * Answers that were read a moment ago, so that the database is not asked each time. Each stands under tags, and falls
 * with whatever ends one of them, on whichever instance; while this one cannot hear of it, nothing is trusted.
 */
import { LRUCache } from "lru-cache";
import type { DatabaseEvent, EventBus } from "./events.ts";
import { listen } from "./listening.ts";

/** Stands for every tag. */
export const ALL_TAGS = "*";

interface EventedCacheParts<Value> {
  readonly events: EventBus;
  readonly entriesMax: number;
  /** Under what the value stands; null for one that is not to be kept. */
  readonly tagsOf: (value: Value) => readonly string[] | null;
  /** The tag under which only the latest answer is kept. */
  readonly oneOf?: (value: Value) => string;
  /** What the event ends; `ALL_TAGS` for everything. */
  readonly endedBy: (event: DatabaseEvent) => readonly string[];
}

interface EventedCache<Value> {
  find(key: string): Value | null;
  forget(key: string): void;
  /**
   * Reads, and keeps the answer unless something that it stands under ended in the meantime: then it may be older than
   * the end, and is not `current`.
   */
  read(key: string, read: () => Promise<Value>): Promise<{ readonly value: Value; readonly current: boolean }>;
  close(): void;
}

interface Entry<Value> {
  readonly value: Value;
  readonly tags: readonly string[];
}

export function createEventedCache<Value>(parts: EventedCacheParts<Value>): EventedCache<Value> {
  const { events, tagsOf, endedBy } = parts;
  const keysByTag = new Map<string, Set<string>>();
  /** Of each read under way, the tags that ended during it. */
  const reads = new Set<Set<string>>();
  const entries = new LRUCache<string, Entry<Value>>({
    // By size and not by `max`, for which the room of all of them would be taken at once.
    maxSize: parts.entriesMax,
    sizeCalculation: () => 1,
    dispose: ({ tags }, key) => {
      for (const tag of tags) {
        const keys = keysByTag.get(tag);
        keys?.delete(key);
        if (keys?.size === 0) keysByTag.delete(tag);
      }
    },
  });

  const drop = (tag: string) => [...keysByTag.get(tag) ?? []].forEach((key) => entries.delete(key));
  const end = (tag: string) => {
    reads.forEach((overheard) => overheard.add(tag));
    if (tag === ALL_TAGS) entries.clear();
    else drop(tag);
  };
  const stopListening = listen({
    events,
    on: (event) => endedBy(event).forEach(end),
    onGap: () => end(ALL_TAGS),
  });

  const keep = (key: string, value: Value, tags: readonly string[]) => {
    if (parts.oneOf !== undefined) drop(parts.oneOf(value));
    entries.set(key, { value, tags });
    for (const tag of tags) keysByTag.set(tag, (keysByTag.get(tag) ?? new Set()).add(key));
  };

  return {
    find: (key) => events.hearing() ? entries.get(key)?.value ?? null : null,
    forget: (key) => void entries.delete(key),
    async read(key, read) {
      const overheard = new Set<string>();
      reads.add(overheard);
      try {
        const value = await read();
        const tags = tagsOf(value);
        const current = !overheard.has(ALL_TAGS) && !tags?.some((tag) => overheard.has(tag));
        if (tags !== null && current && events.hearing()) keep(key, value, tags);
        return { value, current };
      } finally {
        reads.delete(overheard);
      }
    },
    close() {
      stopListening();
      entries.clear();
    },
  };
}
