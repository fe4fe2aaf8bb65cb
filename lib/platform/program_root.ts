/** Where the program lies: the files that it reads at run time are found from here, in a checkout as in a bundle. */

/** The folder of `main.ts`, with a slash at its end. A bundle keeps its code as deep as this file lies (tasks/bundle.ts). */
export const PROGRAM_ROOT = new URL("../../", import.meta.url);
