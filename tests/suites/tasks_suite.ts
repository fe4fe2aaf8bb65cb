import { loadSuite } from "./load_suite.ts";

await loadSuite("tasks");
