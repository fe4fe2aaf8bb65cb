/** The code that a promise is refused with; `no error` when it is not, and what was thrown when it has none. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return String(Reflect.get(Object(error), "code") ?? error);
  }
  return "no error";
}
