/** An account on a server under measurement. */
export const PASSWORD = "correct horse battery";

export async function register(port: number, username: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/auth/register`, {
    method: "POST",
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  if (response.status !== 201) throw new Error(`Could not register: ${await response.text()}`);
  return (await response.json()).token;
}

/** One login over HTTP. @returns the status, and how long a refusal tells to wait */
export async function logIn(port: number, username: string): Promise<{ status: number; retryAfterMs: number }> {
  const response = await fetch(`http://127.0.0.1:${port}/api/auth/login`, {
    method: "POST",
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  await response.body?.cancel();
  return { status: response.status, retryAfterMs: Number(response.headers.get("retry-after") ?? 0) * 1_000 };
}
