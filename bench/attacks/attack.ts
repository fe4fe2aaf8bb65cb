/** What one attack is: it knows where the doors are and when to stop, and tells what it did. */
import { connect, type Socket } from "node:net";

export interface Target {
  /** By the door's name in `startServer`'s ports: `http`, `slime`, `auth` for WildStar's STS. */
  readonly ports: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Attackers whose addresses were never seen, 0 to 9: limits know those of another round. */
  readonly round: number;
}

export interface Attack {
  /** As the table names it. */
  readonly name: string;
  /** Ends by itself after `seconds`. @returns what was done, for the table */
  run(target: Target): Promise<string>;
}

/** A connection from an address of its own; attackers have 127.0.0.2 and above. What goes wrong only closes it. */
export function connectFrom(localAddress: string, port: number): Socket {
  const socket = connect({ host: "127.0.0.1", port, localAddress });
  socket.setNoDelay(true);
  socket.on("error", () => {});
  return socket;
}

/** Attacker number `index`'s own address, in 127.1.0.0/16; 2,500 for each round. */
export function addressOf(index: number, round: number): string {
  return `127.1.${10 * round + Math.floor(index / 250)}.${1 + index % 250}`;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Writes `bytes` over and over, as fast as the peer takes them, until the socket closes or `isOver`. */
export async function pour(socket: Socket, bytes: Uint8Array, isOver: () => boolean): Promise<number> {
  let times = 0;
  socket.resume();
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  while (!isOver() && !socket.destroyed) {
    times += 1;
    if (socket.write(bytes)) await pause(0);
    else await Promise.race([closed, pause(1_000), new Promise<void>((resolve) => socket.once("drain", resolve))]);
  }
  return times;
}
