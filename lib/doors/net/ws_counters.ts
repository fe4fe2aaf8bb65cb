/** What the WebSockets together have seen since the start, for the metrics. Counts only grow. */

export interface WebSocketCounters {
  accepted: number;
  /** Requests to upgrade that were answered by something else, by why. */
  refused: Record<"path" | "origin" | "cap" | "banned", number>;
  /** Sockets that broke the protocol. */
  failed: number;
  messages: number;
  receivedBytes: number;
  /** Of messages; frames and handshakes not counted. */
  sentBytes: number;
}

export function createWebSocketCounters(): WebSocketCounters {
  return {
    accepted: 0,
    refused: { path: 0, origin: 0, cap: 0, banned: 0 },
    failed: 0,
    messages: 0,
    receivedBytes: 0,
    sentBytes: 0,
  };
}
