/** How a player's WebSocket comes in: at this server by one message, at Colyseus by a seat and its acknowledgement. */

interface Entrance {
  readonly port: string;
  readonly token: string;
}

/** @returns the socket, once the server has said that its player is in */
export type Enter = (at: Entrance) => Promise<WebSocket>;

export const ENTRANCES: Readonly<Record<string, Enter>> = {
  gatehouse: ({ port, token }) =>
    opened(`ws://127.0.0.1:${port}/ws`, {
      onOpen: (socket) => socket.send(JSON.stringify({ type: "auth", token })),
      isIn: (data) => JSON.parse(String(data)).type === "auth_success",
    }),
  async colyseus({ port, token }) {
    const response = await fetch(`http://127.0.0.1:${port}/matchmake/joinOrCreate/lobby`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: "{}",
    });
    if (!response.ok) throw new Error(`Could not get a seat: ${response.status} ${await response.text()}`);
    const { processId, roomId, sessionId } = await response.json();
    const socket = await opened(`ws://127.0.0.1:${port}/${processId}/${roomId}?sessionId=${sessionId}`, {
      onOpen: () => {},
      isIn: (data) => data instanceof ArrayBuffer && new Uint8Array(data)[0] === COLYSEUS_JOIN,
    });
    socket.send(Uint8Array.of(COLYSEUS_JOIN));
    return socket;
  },
};

const COLYSEUS_JOIN = 10;

interface Greeting {
  readonly onOpen: (socket: WebSocket) => void;
  readonly isIn: (data: unknown) => boolean;
}

function opened(url: string, { onOpen, isIn }: Greeting): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => onOpen(socket);
    socket.onmessage = ({ data }) => isIn(data) ? resolve(socket) : reject(new Error(`Could not come in: ${data}`));
    socket.onclose = ({ code }) => reject(new Error(`Could not come in: closed ${code}`));
  });
}
