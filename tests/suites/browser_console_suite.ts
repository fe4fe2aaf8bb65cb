import { loadSuite } from "./load_suite.ts";

await loadSuite("browser_console");
