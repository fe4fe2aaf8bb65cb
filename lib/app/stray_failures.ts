/** Failures that nobody caught, such as those of a promise that a game module did not await. */
import { placeOf } from "../modules/sql/code_place.ts";
import type { Log } from "../platform/log/log.ts";

/** By the URL of a file: which game module it belongs to, if any. */
type OwnerOf = (url: string) => string | null;

/**
 * Logs them from now on, in place of the runtime's own answer: to end the process, and with it everybody's game.
 * @returns takes who knows the modules, once they are loaded
 */
export function logStrayFailures(log: Log): (ownerOf: OwnerOf) => void {
  let ownerOf: OwnerOf = () => null;
  const fail = (message: string, error: unknown) => {
    const place = placeOf(error);
    const module = place === null ? null : ownerOf(place.url);
    const whose = { ...(module === null ? {} : { module }), ...(place === null ? {} : { at: place.text }) };
    log.error(message, { ...whose, error });
  };
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail("A promise failed that nobody waited for", event.reason);
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    fail("A failure was caught by nobody", event.error);
  });
  return (known) => {
    ownerOf = known;
  };
}
