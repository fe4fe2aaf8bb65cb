import { loadSuite } from "./load_suite.ts";

await loadSuite("doors_http");
