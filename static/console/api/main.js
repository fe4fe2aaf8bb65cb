/** The description of the API, to be looked through, and tried with the operator's own token. */

/** Where the console keeps its token: in this tab alone. */
const TOKEN = "console_game_token";

/** Swagger UI has a dark dress of its own, and asks nobody for the scheme. */
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dress);
dress();

globalThis.SwaggerUIBundle({
  url: "../../openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  tagsSorter: "alpha",
  // Nothing is asked of anybody else's server.
  validatorUrl: null,
  // Its own page lacks names for some of its parts, and a level between its headings.
  onComplete() {
    document.querySelector("#servers")?.setAttribute("aria-label", "Server");
    for (const [part, name] of [[".information-container", "About"], [".scheme-container", "Servers"]]) {
      const found = document.querySelector(part);
      found?.setAttribute("role", "region");
      found?.setAttribute("aria-label", name);
    }
    for (const heading of document.querySelectorAll("h3.opblock-tag, .models h4")) {
      heading.setAttribute("aria-level", "2");
    }
  },
  requestInterceptor(request) {
    const token = sessionStorage.getItem(TOKEN);
    if (token !== null && request.headers.Authorization === undefined) {
      request.headers.Authorization = `Bearer ${token}`;
    }
    return request;
  },
});
