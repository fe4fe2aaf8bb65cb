/**
 * The PROXY protocol, version 2: the header with which a balancer tells whom it stands for. Source: HAProxy's
 * proxy-protocol.txt, sections 2.2 and 2.2.1.
 */
import { addressText, parseAddress } from "../../platform/addresses/address.ts";
import { ProtocolError } from "../../platform/errors.ts";

/** "\r\n\r\n\0\r\nQUIT\n": no other protocol begins so. */
const signature = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

/** Signature, version and command, family, `u16` length of what follows. */
const FIXED_BYTES = 16;

/** The largest header, bytes: what its `u16` length can say. Balancers put certificates into extensions (TLVs). */
export const proxyHeaderBytesMax = FIXED_BYTES + 0xffff;

export interface ProxyHeader {
  /**
   * Whom the proxy stands for; null when it speaks for itself (LOCAL, such as a health check), does not tell, or tells it
   * of a transport that is not ours (UDP, UNIX sockets): then the socket's own peer counts, as section 2.2 has it.
   */
  readonly source: string | null;
  /** How long the header was; what comes behind is the client's. */
  readonly headerBytes: number;
}

/**
 * The header at the start of `bytes`, or null when more bytes are needed. Extensions are skipped.
 *
 * @throws {ProtocolError} when these bytes cannot become a header that is taken here, at the first that shows it
 */
export function decodeProxyHeader(bytes: Uint8Array): ProxyHeader | null {
  for (let index = 0; index < Math.min(bytes.length, signature.length); index += 1) {
    if (bytes[index] !== signature[index]) throw new ProtocolError("Could not read a PROXY header: no signature");
  }
  if (bytes.length < FIXED_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(12) >> 4;
  const command = view.getUint8(12) & 0x0f;
  if (version !== 2) throw new ProtocolError(`Could not read a PROXY header: version ${version}`);
  if (command > 1) throw new ProtocolError(`Could not read a PROXY header: command ${command}`);
  const headerBytes = FIXED_BYTES + view.getUint16(14);
  if (bytes.length < headerBytes) return null;
  const isLocal = command === 0;
  return {
    source: isLocal ? null : readSource(view.getUint8(13), bytes.subarray(FIXED_BYTES, headerBytes)),
    headerBytes,
  };
}

/** The source address stands first: 4 bytes in TCP over IPv4 (0x11), 16 in TCP over IPv6 (0x21). */
function readSource(family: number, body: Uint8Array): string | null {
  switch (family) {
    case 0x11:
      return readAddress(body, 4, 12);
    case 0x21:
      return readAddress(body, 16, 36);
    default:
      verifyFamily(family);
      return null;
  }
}

/**
 * The high half names UNSPEC, IPv4, IPv6 or UNIX, the low one UNSPEC, stream or datagram: whatever is none of these must
 * be rejected.
 */
function verifyFamily(family: number): void {
  if (family >> 4 > 3 || (family & 0x0f) > 2) {
    throw new ProtocolError(`Could not read a PROXY header: family ${family}`);
  }
}

function readAddress(body: Uint8Array, addressBytes: number, bodyBytesMin: number): string | null {
  if (body.length < bodyBytesMin) throw new ProtocolError("Could not read a PROXY header: addresses cut short");
  return parseAddress(addressText([...body.subarray(0, addressBytes)]));
}
