/** Which addresses spoke the binary dialect on their last line: such a client need not wait for the server's hello again. */
import { LRUCache } from "lru-cache";

const ADDRESSES_MAX = 10_000;

export interface KnownDialects {
  isBinary(address: string): boolean;
  spoke(address: string, dialect: "native" | "binary"): void;
}

export function createKnownDialects(addressesMax = ADDRESSES_MAX): KnownDialects {
  const binary = new LRUCache<string, true>({ max: addressesMax });
  return {
    isBinary: (address) => binary.get(address) === true,
    spoke(address, dialect) {
      if (dialect === "binary") binary.set(address, true);
      else binary.delete(address);
    },
  };
}
