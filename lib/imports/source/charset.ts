/** Bytes of a source as text, strictly: what is not the charset's is said, never replaced. */

/** Names that `--charset` takes beside those of the Encoding Standard. */
const ALIASES: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  utf8mb4: "utf-8",
  utf8mb3: "utf-8",
  euckr: "euc-kr",
};

export type DecodeText = (bytes: Uint8Array) => string;

/** The bytes of a cell are no text of the charset. */
export class CharsetError extends Error {
  override readonly name = "CharsetError";
}

/** @throws {RangeError} for a charset that is not known */
export function createTextDecoder(charset: string): DecodeText {
  const label = ALIASES[charset.toLowerCase()] ?? charset;
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  } catch {
    throw new RangeError(
      `Could not read text as "${charset}": known are utf8, latin1, euc-kr, shift_jis, gbk, big5 and so on`,
    );
  }
  return (bytes) => {
    // Most of what is stored is short ASCII, for which asking the decoder costs the most.
    if (bytes.length < 64 && isAscii(bytes)) return String.fromCharCode.apply(null, bytes as unknown as number[]);
    try {
      return decoder.decode(bytes);
    } catch {
      throw new CharsetError(`not ${charset}`);
    }
  };
}

/** UTF-8 that was read as Latin-1 and written again: `Ã¶` where an `ö` was. */
export function looksTwiceEncoded(text: string): boolean {
  return /[ÃÅÄ][\u0080-\u00bf\u0152-\u2122]/.test(text);
}

function isAscii(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) {
    if (bytes[index]! >= 0x80) return false;
  }
  return true;
}
