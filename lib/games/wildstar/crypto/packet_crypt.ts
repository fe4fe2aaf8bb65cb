/**
 * The cipher of WildStar's packets (build 16042), which is obfuscation: the key of the Auth server is the same for
 * everybody. Source: the project's protocol document, "Encryption". All arithmetic is modulo 2^64.
 */

const MULTIPLIER = 0xaa7f8ea9n;
const INITIAL = 0x718da9074f2deb91n;
const AUTH_SEED = 0x5b88d61139619662n;
const COUNTER_MULTIPLIER = 0xaa7f8eaa;
const BLOCK_BYTES = 8;
const TABLE_WORDS = 16;

const wrap = (value: bigint) => BigInt.asUintN(64, value);
const step = (value: bigint, added: bigint) => wrap((value + added) * MULTIPLIER);

/** The key number of an Auth server: for one build and one auth message, both of which its hello carries. */
export function authKeyNumber(build: number, authMessage: number): bigint {
  return step(step(step(INITIAL, AUTH_SEED), BigInt(build)), BigInt(authMessage));
}

/** One direction or both: it keeps no state between packets. */
interface PacketCrypt {
  /** A copy, enciphered. */
  encrypt(plain: Uint8Array): Uint8Array<ArrayBuffer>;
  /** A copy, deciphered. */
  decrypt(cipher: Uint8Array): Uint8Array<ArrayBuffer>;
}

export function createPacketCrypt(keyNumber: bigint): PacketCrypt {
  const { table, initialState } = createKeyTable(keyNumber);

  function run(input: Uint8Array, isEncrypting: boolean): Uint8Array<ArrayBuffer> {
    const output = new Uint8Array(input.length);
    const state = initialState.slice();
    let counter = Math.imul(COUNTER_MULTIPLIER, input.length) >>> 0;
    let row = 0;
    for (let i = 0; i < input.length; i++) {
      const column = i % BLOCK_BYTES;
      if (column === 0) {
        row = (counter % TABLE_WORDS) * BLOCK_BYTES;
        counter = (counter + 1) >>> 0;
      }
      output[i] = input[i]! ^ state[column]! ^ table[row + column]!;
      // The next block hangs on the cipher's bytes, whichever side they are on.
      state[column] = isEncrypting ? output[i]! : input[i]!;
    }
    return output;
  }

  return { encrypt: (plain) => run(plain, true), decrypt: (cipher) => run(cipher, false) };
}

function createKeyTable(keyNumber: bigint): { table: Uint8Array; initialState: Uint8Array } {
  const table = new Uint8Array(TABLE_WORDS * BLOCK_BYTES);
  const view = new DataView(table.buffer);
  let word = step(INITIAL, keyNumber);
  let end = INITIAL;
  for (let i = 0; i < TABLE_WORDS; i++) {
    view.setBigUint64(i * BLOCK_BYTES, word, true);
    end = step(end, word);
    word = step(keyNumber, word);
  }
  const initialState = new Uint8Array(BLOCK_BYTES);
  new DataView(initialState.buffer).setBigUint64(0, end, true);
  return { table, initialState };
}
