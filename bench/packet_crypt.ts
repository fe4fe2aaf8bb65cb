/** How many packets of WildStar's Auth are encrypted a second, beside RC4 over the same bytes. */
import { authKeyNumber, createPacketCrypt } from "../lib/games/wildstar/crypto/packet_crypt.ts";
import { Rc4 } from "../lib/platform/crypto/rc4.ts";
import { cpuSeconds } from "./support/cpu_time.ts";
import { median } from "./support/http_load.ts";

export const name = "WildStar packets: encrypted a second beside RC4";

const ROUNDS = 7;
const PACKETS_A_ROUND = 20_000;
/** About a hello with its hardware, the largest packet there is. */
const PACKET_BYTES = 400;

export function run(): Promise<void> {
  const packet = crypto.getRandomValues(new Uint8Array(PACKET_BYTES));
  const crypt = createPacketCrypt(authKeyNumber(16042, 0x097998a0));
  const rc4 = new Rc4(crypto.getRandomValues(new Uint8Array(64)));
  const encrypt = () => void crypt.encrypt(packet);
  const stream = () => void rc4.processed(packet);
  for (const work of [encrypt, stream]) cpuSeconds(work, PACKETS_A_ROUND); // compiled before it counts
  const rounds = Array.from({ length: ROUNDS }, () => ({
    packet: cpuSeconds(encrypt, PACKETS_A_ROUND),
    stream: cpuSeconds(stream, PACKETS_A_ROUND),
  }));
  const seconds = median(rounds.map((round) => round.packet));
  const ratio = median(rounds.map((round) => round.stream / round.packet));
  console.log(
    `  ${ratio.toFixed(2)} of RC4's speed (${
      Math.round(1 / seconds / 1_000)
    }k packets of ${PACKET_BYTES} bytes a second and core, ${(PACKET_BYTES / seconds / 1e6).toFixed(0)} MB/s)`,
  );
  return Promise.resolve();
}
