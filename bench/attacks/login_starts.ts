/**
 * Login names at WildStar's STS, each from a fresh line and for a fresh name, spread over so many addresses that the
 * attempts of none are used up: every one has its challenge computed.
 */
import { encodeRequest } from "../../lib/games/wildstar/sts/protocol/requests.ts";
import { addressOf, type Attack, connectFrom, type Target } from "./attack.ts";

const LOGIN_STARTS = 1_500;
/** As many as `limits.loginAttemptsPerMinute` lets one address have. */
const FOR_EACH_ADDRESS = 5;
/** Lines that wait for their challenge at once. */
const AT_ONCE = 50;

export const loginStarts: Attack = {
  name: `${LOGIN_STARTS} WildStar LoginStarts`,
  async run({ ports, seconds, round }: Target) {
    const addresses = LOGIN_STARTS / FOR_EACH_ADDRESS;
    const untilMs = performance.now() + 1_000 * seconds;
    let next = 0;
    let challenges = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (next < LOGIN_STARTS && performance.now() < untilMs) {
        const number = next++;
        if (
          await start(ports["auth"]!, addressOf(number % addresses, round), `nobody${number}of${round}@example.org`)
        ) challenges += 1;
      }
    }));
    return `${next} sent, ${challenges} challenges`;
  },
};

/** @returns whether a challenge came */
function start(port: number, address: string, loginName: string): Promise<boolean> {
  const socket = connectFrom(address, port);
  socket.write(encodeRequest({ type: "connect" }, 1));
  socket.write(encodeRequest({ type: "loginStart", loginName }, 2));
  return new Promise((resolve) => {
    socket.once("data", (bytes) => {
      resolve(bytes.toString("latin1").startsWith("STS/1.0 200"));
      socket.destroy();
    });
    socket.once("close", () => resolve(false));
  });
}
