/** The folder of the players' page and the console. */
import { fileURLToPath } from "node:url";
import { PROGRAM_ROOT } from "../platform/program_root.ts";

export const STATIC_FOLDER = fileURLToPath(new URL("static", PROGRAM_ROOT));
