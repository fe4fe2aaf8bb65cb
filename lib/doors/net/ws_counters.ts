/** What the WebSockets together have seen since the start, for the metrics. Counts only grow. */

export type WebSocketCounters = ReturnType<typeof createWebSocketCounters>;

export function createWebSocketCounters() {
  return {
    accepted: 0,
    /** Requests to upgrade that were answered by something else, by why. */
    refused: { path: 0, origin: 0, cap: 0, banned: 0 },
    /** Sockets that broke the protocol. */
    failed: 0,
    messages: 0,
    receivedBytes: 0,
    /** Of messages; frames and handshakes not counted. */
    sentBytes: 0,
  };
}
