/** The description of the API, to be looked through, and tried with the operator's own token. */
import { watch } from "./barriers.js";
import { shareAnswers } from "./shared_answers.js";

/** Where the console keeps its token: in this tab alone. */
const TOKEN = "console_game_token";

/** Swagger UI has a dark dress of its own, and asks nobody for the scheme. */
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dress);
dress();

const place = /** @type {HTMLElement} */ (document.getElementById("api"));
watch(place);

const description = new URL("../../openapi.json", location.href).href;

/** What Swagger UI's script has put there, and under `ui`, as on its own page, what comes of it. */
const page =
  /** @type {{ SwaggerUIBundle(options: object): object, ui?: object }} */ (/** @type {unknown} */ (globalThis));
page.ui = page.SwaggerUIBundle({
  url: description,
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  tagsSorter: "alpha",
  // Nothing is asked of anybody else's server.
  validatorUrl: null,
  // The call as it was made, without the token that goes with it.
  showMutatedRequest: false,
  /** @param {{ headers: Record<string, string> }} request */
  requestInterceptor(request) {
    const token = sessionStorage.getItem(TOKEN);
    if (token !== null && request.headers.Authorization === undefined) {
      request.headers.Authorization = `Bearer ${token}`;
    }
    return request;
  },
  /** @param {{ url: string, ok: boolean, text: string }} response */
  responseInterceptor(response) {
    if (response.url === description && response.ok) {
      response.text = JSON.stringify(shareAnswers(JSON.parse(response.text)));
    }
    return response;
  },
});
