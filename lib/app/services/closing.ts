/** What is opened, and closed again with the server, the last first. */

/** Puts a part on the stack as it is made, and gives it back. */
export type Closed = <T extends { close(): void | Promise<void> }>(part: T) => T;

export function closedBy(closing: AsyncDisposableStack): Closed {
  return (part) => closing.adopt(part, (it) => it.close());
}
