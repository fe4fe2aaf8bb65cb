/** The settings of the doors and of the players' page: `http`, `lines`, `websocket`, `page`. */
import { z } from "zod";
import { flag, group, line, optional, setting, wholeNumber } from "./setting.ts";

export function httpSettings() {
  return group({
    connectionsMax: wholeNumber(10, 1_000_000, {
      fallback: 20_000,
      about: "Connections at once, WebSockets included.",
    }),
    headersTimeoutSeconds: wholeNumber(1, 60, { fallback: 8, about: "Until a request's headers must be there." }),
    requestTimeoutSeconds: wholeNumber(1, 300, { fallback: 12, about: "Until a whole request must be there." }),
    keepAliveSeconds: wholeNumber(1, 600, {
      fallback: 10,
      about: "How long an idle connection waits for another request.",
    }),
    hsts: flag({
      fallback: false,
      about: "Sends `Strict-Transport-Security`. Only where every player comes by TLS.",
    }),
  });
}

export function lineSettings() {
  return group({
    connectionsMax: wholeNumber(1, 1_000_000, { fallback: 10_000, about: "Lines at once, for each native door." }),
    unauthenticatedMax: wholeNumber(1, 1_000_000, {
      fallback: 1_000,
      about: "Of these, lines that have not signed in yet.",
    }),
  });
}

export function webSocketSettings() {
  return group({
    connectionsMax: wholeNumber(1, 1_000_000, { fallback: 10_000, about: "Sockets at once." }),
    unauthenticatedMax: wholeNumber(1, 1_000_000, {
      fallback: 1_000,
      about: "Of these, sockets that have not signed in yet.",
    }),
    authTimeoutSeconds: wholeNumber(1, 60, { fallback: 10, about: "Until a socket must have signed in." }),
    heartbeatSeconds: wholeNumber(1, 600, {
      fallback: 30,
      about: "Between two pings; a socket that has not answered by the next is closed.",
    }),
  });
}

/** @param resolve makes a path absolute */
export function pageSettings(resolve: (path: string) => string) {
  return group({
    name: line(40, { fallback: "Gatehouse", about: "What the players' page calls the place." }),
    logo: optional(z.string().regex(/\.(svg|png|webp|jpe?g)$/i).transform(resolve), {
      kind: "text",
      allowed: "a file that ends in .svg, .png, .webp, .jpg or .jpeg",
      about: "A picture above the forms.",
    }),
    accent: setting(z.string().regex(/^#[0-9a-f]{6}$/i), {
      kind: "text",
      fallback: "#3b5bdb",
      allowed: "a colour, such as #3b5bdb",
      about: "The colour of buttons and links.",
    }),
    welcome: line(200, { fallback: "One account for every game.", about: "A line under the name." }),
  });
}
