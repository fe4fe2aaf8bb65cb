/** What `deno task new-game --standalone` writes around the game: a repository that needs nothing but Deno, or Node. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import denoJson from "../deno.json" with { type: "json" };
import { copy } from "./support/copy.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What the server and the test kit are made of. */
const SERVER = ["main.ts", "deno.json", "deno.lock", "LICENSE", "lib", "routes", "migrations", "static", "tasks"];

/** Copies the server: its types, its test kit and itself, of this very version. */
export async function copyServer(folder: string): Promise<void> {
  await Deno.mkdir(folder);
  for (const name of SERVER) await copy(join(ROOT, name), join(folder, name));
}

/** @returns texts by file names below the folder; the game itself lies in `game` */
export async function standaloneFiles(id: string): Promise<Readonly<Record<string, string>>> {
  return {
    "deno.json": `${JSON.stringify(configOf(), null, 2)}\n`,
    "deno.lock": await Deno.readTextFile(join(ROOT, "deno.lock")),
    "config/server.json": `${JSON.stringify({ games: ["./game"] }, null, 2)}\n`,
    ".gitignore": "/data/\n",
    ".containerignore": "/data/\n/.git/\n",
    "Containerfile": containerOf(),
    "README.md": readmeOf(id),
  };
}

const inServer = (task: string) => task.replace(/ (main\.ts|tasks\/\w+\.ts)$/, " gatehouse/$1");

/** The same settings and packages as the server's own, so that both are one program. */
function configOf(): object {
  const { lock, nodeModulesDir, unstable, imports, compilerOptions, tasks } = denoJson;
  return {
    lock,
    nodeModulesDir,
    unstable,
    tasks: {
      start: inServer(tasks.start),
      dev: inServer(tasks.dev),
      test: "deno test --no-check --no-prompt -A game/",
      check: "deno fmt --check && deno lint && deno check game/",
      "check-games": inServer(tasks["check-games"]),
      operator: inServer(tasks.operator),
      backup: inServer(tasks.backup),
      restore: inServer(tasks.restore),
    },
    imports,
    compilerOptions,
    fmt: { lineWidth: denoJson.fmt.lineWidth },
    lint: { plugins: ["./gatehouse/lib/lint/plugin.ts"] },
    exclude: ["gatehouse/", "data/"],
  };
}

/** Started as `deno task start` does, but that nothing is asked of the registry: its threads would, at each start. */
function containerOf(): string {
  const start = inServer(denoJson.tasks.start).split(" ").toSpliced(2, 0, "--cached-only");
  return `# The game with its server, as an image. Build: podman build -t my-game .
FROM docker.io/denoland/deno:bin-2.9.6 AS deno

FROM docker.io/library/debian:trixie-slim
COPY --from=deno /deno /usr/local/bin/deno
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin gatehouse \\
  && install -d -o gatehouse -g gatehouse -m 0700 /data /deno
WORKDIR /app
ENV DENO_DIR=/deno DATA_DIR=/data HOME=/data DENO_NO_UPDATE_CHECK=1
COPY . .
# What the server and the game import lies in the image: a start downloads nothing.
RUN deno cache gatehouse/main.ts game/mod.ts && chown -R root:root /deno && chmod -R a+rX /deno
USER 10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
CMD ${JSON.stringify(start).replaceAll(",", ", ")}
`;
}

function readmeOf(id: string): string {
  return `# ${id}

A game on Gatehouse, with a copy of it in \`gatehouse/\`. Deno is all that it needs; without it \`npx -y deno\` in front of
each command does the same.

\`\`\`sh
deno task dev      # http://localhost:8080; restarts on a save
deno task test     # the game's tests, each with a server of its own
deno task check    # formatting, lint, types
podman build -t ${id} . && podman run -p 8080:8080 -v ${id}:/data ${id}
\`\`\`

The game is \`game/mod.ts\`. For a newer Gatehouse replace the folder \`gatehouse/\`, and take over what changed in the
imports of its \`deno.json\` and in its \`deno.lock\`.
`;
}
