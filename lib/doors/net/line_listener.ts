/** A native door: accepts, admits and ends lines. What they say is the session's. */
import { parseAddress } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import type { Clock } from "../../platform/clock.ts";
import { type Log, withFields } from "../../platform/log/log.ts";
import { Looks } from "../../platform/looks.ts";
import { startAcceptLoop } from "./accept_loop.ts";
import { type Cap, type CapLimits, createConnectionCaps } from "./connection_caps.ts";
import { createFloodRests } from "./flood_rests.ts";
import { LINE_LOOK_EVERY_MS, LineConnection, type LineContext, type MessageLimit } from "./line_connection.ts";
import { createLineCounters, type LineCounters } from "./line_counters.ts";
import type { ListenOptions, StopReason } from "./line.ts";
import { type DoorTrail, noTrail } from "./line_trail.ts";
import { openPort, type PortOptions } from "./port.ts";
import type { Turns } from "./turns.ts";

export interface LineListenerOptions extends PortOptions {
  readonly caps: CapLimits;
  /** For each line, which is ended above it. */
  readonly messages: Omit<MessageLimit, "exempt" | "clock">;
  /** How long a peer may take nothing of what is sent to it, milliseconds. */
  readonly writeTimeoutMs: number;
  /** Whose lines must begin with a header of the PROXY protocol. Nobody else's header is believed. */
  readonly trustedProxies: AddressSet;
}

export interface LineListenerParts {
  /** Of the whole process. */
  readonly turns: Turns;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked before a session is made; true closes the line in silence, such as for a banned address. */
  readonly refuse?: (address: string) => boolean | Promise<boolean>;
  /** Told of attempts to log in, and of lines that are turned away. */
  readonly trail?: DoorTrail;
}

export interface LineListener {
  readonly port: number;
  /** Counts since the start, and how many lines are open now, for the metrics. */
  counters(): Readonly<LineCounters> & { readonly open: number; readonly unauthenticated: number };
  /** The cap that would turn one more line of the address away now, or null. */
  refusalOf(address: string): Cap | null;
  /** Ends the lines of some addresses, their sessions saying goodbye; how many. For bans that come while they are open. */
  closeWhere(isMeant: (address: string) => boolean, reason: StopReason): number;
  /** Accepts no more, lets every session finish its message and say goodbye, and ends the rest after `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
}

/**
 * Opens a door.
 *
 * @throws {Error} when the port cannot be had, naming door, address and why
 */
export function openLineListener(
  options: LineListenerOptions,
  sessions: ListenOptions,
  { turns, clock, log: doorLog, refuse, trail = noTrail }: LineListenerParts,
): LineListener {
  const log = withFields(doorLog, { door: options.name });
  const listener = openPort(options);
  const caps = createConnectionCaps(options.caps);
  const counters = createLineCounters();
  const lines = new Map<LineConnection, Promise<void>>();
  const context: LineContext = {
    options: sessions,
    looks: new Looks(clock, LINE_LOOK_EVERY_MS),
    socketLimits: {
      // What a session says in one go, and some of the largest frames.
      outboxBytesMax: Math.max(64 * 1024, 4 * sessions.frameBytesMax),
      writeTimeoutMs: options.writeTimeoutMs,
      counters,
      clock,
    },
    messages: { ...options.messages, clock, exempt: options.caps.exempt },
    turns,
    floodRests: createFloodRests(clock),
    trustedProxies: options.trustedProxies,
    refuse,
    trail,
    counters,
    clock,
    log,
  };

  function accepted(connection: Deno.TcpConn): void {
    counters.accepted += 1;
    const place = caps.enter(() => line.abort("its place was wanted"));
    if (place === null) {
      counters.refused.total += 1;
      if (!options.trustedProxies.has(connection.remoteAddr.hostname)) {
        trail.refused(parseAddress(connection.remoteAddr.hostname) ?? connection.remoteAddr.hostname, "total");
      }
      connection.close();
      return;
    }
    const line: LineConnection = new LineConnection(counters.accepted, connection, place, context);
    lines.set(line, line.run().finally(() => lines.delete(line)));
  }

  const accepting = startAcceptLoop(listener, accepted, { clock, log });
  return {
    port: listener.addr.port,
    counters: () => ({ ...counters, open: caps.open, unauthenticated: caps.unauthenticated }),
    refusalOf: caps.refusalOf,
    closeWhere(isMeant, reason) {
      const meant = [...lines.keys()].filter((line) => isMeant(line.address));
      for (const line of meant) line.stop(reason);
      return meant.length;
    },
    async stop(deadlineMs) {
      accepting.stop();
      for (const line of lines.keys()) line.stop("shutdown");
      const ended = Promise.all(lines.values());
      const { promise: overdue, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(deadlineMs, () => {
        for (const line of lines.keys()) line.abort("shutdown");
        resolve();
      });
      await Promise.race([ended, overdue]);
      cancel();
    },
  };
}
