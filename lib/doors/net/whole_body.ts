/** An answer's body whose failure ends the connection: the adapter would send the error's message behind the rest. */

/**
 * The same response. What fails before anything of it came is thrown; what fails later is told to `failed`, and the body
 * ends there.
 */
export async function wholeOrNothing(response: Response, failed: (error: unknown) => void): Promise<Response> {
  if (response.body === null) return response;
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  let next: ReturnType<typeof reader.read> | null = reader.read();
  await Promise.race([next, aMoment()]);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await (next ?? reader.read());
        next = null;
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        failed(error);
        controller.close();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return new Response(body, response);
}

/** So long that what is there already comes first. */
async function aMoment(): Promise<void> {
  await Promise.resolve();
  await Promise.resolve();
}
