/**
 * A page as the documents write one. The calls are theirs: no `Content-Type`, the token under `game_token`, the socket's
 * handlers set as properties.
 *
 * @param browser what a page has of its own: `fetch` with paths, `localStorage`, `WebSocket`, and where the server is
 */
export function createLoginPage({ fetch, localStorage, WebSocket, url }, show) {
  // deno-fmt-ignore
  function connect(token) {
    const ws = new WebSocket(url);
    ws.onopen = () => ws.send(JSON.stringify({ type: 'auth', token }));
    ws.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.type === 'auth_success') {
        ws.send(JSON.stringify({ type: 'listCharacters', gameId: 'my_game' }));
      }
      show(message);
    };
    return ws;
  }

  // deno-fmt-ignore
  return {
    async login(username, password) {
      const response = await fetch('/api/auth/login', {
        method: 'POST',
        body: JSON.stringify({ username, password })
      });
      const data = await response.json();
      if (!data.token) return show(data);
      localStorage.setItem('game_token', data.token);
      return connect(data.token);
    },

    async autoLogin() {
      const storedToken = localStorage.getItem('game_token');
      if (!storedToken) return null;
      const response = await fetch('/api/auth/verify', {
        headers: { 'Authorization': `Bearer ${storedToken}` }
      });
      const data = await response.json();
      if (data.success) return connect(storedToken);
      localStorage.removeItem('game_token');
      return null;
    }
  };
}
