/**
 * `deno task api-types`: writes `static/api.d.ts`, the types of every HTTP call, from the description that the server
 * gives at `/openapi.json`. The generator is fetched for this alone and stands in no lock.
 */
import { fileURLToPath } from "node:url";
import { API_DESCRIPTION, markOf } from "./support/api_description.ts";
import { endWith } from "./support/end.ts";

const GENERATOR = "npm:openapi-typescript@7.13.0";
const PATH = fileURLToPath(new URL("../static/api.d.ts", import.meta.url));

/** @throws {Error} with what the generator said */
async function generate(description: string): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, description);
    const args = ["run", "-A", "--no-config", "--no-lock", "--quiet", GENERATOR, file];
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    if (!success) throw new Error(`Could not make the types: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(file);
  }
}

await endWith(async () => {
  const types = await generate(API_DESCRIPTION);
  const head = `/** Types of every HTTP call, for openapi-fetch and the like. Made by: deno task api-types */\n` +
    `// of ${await markOf(API_DESCRIPTION)}\n`;
  await Deno.writeTextFile(PATH, head + types);
  return `wrote ${PATH}, ${types.split("\n").length} lines`;
});
