/** Which addresses spoke the binary dialect on their last line: such a client need not wait for the server's hello again. */
import { LRUCache } from "lru-cache";

const ADDRESSES_MAX = 10_000;

export type KnownDialects = ReturnType<typeof createKnownDialects>;

export function createKnownDialects(addressesMax = ADDRESSES_MAX) {
  const binary = new LRUCache<string, true>({ max: addressesMax });
  return {
    isBinary: (address: string): boolean => binary.get(address) === true,
    spoke(address: string, dialect: "native" | "binary"): void {
      if (dialect === "binary") binary.set(address, true);
      else binary.delete(address);
    },
  };
}
