/** The description of the API, to be looked through, and tried with the operator's own token. */

/** Where the console keeps its token: in this tab alone. */
const TOKEN = "console_game_token";

globalThis.SwaggerUIBundle({
  url: "../../openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  tagsSorter: "alpha",
  // Nothing is asked of anybody else's server.
  validatorUrl: null,
  requestInterceptor(request) {
    const token = sessionStorage.getItem(TOKEN);
    if (token !== null && request.headers.Authorization === undefined) {
      request.headers.Authorization = `Bearer ${token}`;
    }
    return request;
  },
});
