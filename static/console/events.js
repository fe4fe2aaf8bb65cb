/**
 * Reads a `text/event-stream` (HTML, 9.2) to its end: comments are passed over, each event's data is JSON.
 *
 * @param {Response} response
 * @param {(row: Record<string, any>) => void} heard
 */
export async function readEvents(response, heard) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const lines = block.split(/\r?\n/).filter((line) => line.startsWith("data:"));
      if (lines.length > 0) heard(JSON.parse(lines.map((line) => line.slice(5).trimStart()).join("\n")));
    }
  }
}
