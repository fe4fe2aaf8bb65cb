/** A certificate authority of a test's own, by the program `openssl`. */
import { join } from "node:path";

interface OwnCertificate {
  /** The authority's certificate: what clients trust. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Whether this machine has the program. */
export async function hasOpenssl(): Promise<boolean> {
  try {
    return (await new Deno.Command("openssl", { args: ["version"], stdout: "null" }).output()).success;
  } catch {
    return false; // thrown where there is no such file
  }
}

/** Files in `folder`: a certificate for `name`, good for a day. */
export async function makeCertificate(folder: string, name: string): Promise<OwnCertificate> {
  const path = (file: string) => join(folder, file);
  const openssl = async (...args: string[]) => {
    const { success, stderr } = await new Deno.Command("openssl", { args, stdout: "null", stderr: "piped" }).output();
    if (!success) throw new Error(`Could not make a certificate: ${new TextDecoder().decode(stderr)}`);
  };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl(
    ...["req", "-x509", ...key, "-days", "1", "-subj", "/CN=Tests", "-keyout", path("ca.key"), "-out", path("ca.pem")],
  );
  await openssl(
    ...["req", "-x509", ...key, "-days", "1", "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`],
    ...["-CA", path("ca.pem"), "-CAkey", path("ca.key"), "-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-keyout", path("own.key"), "-out", path("own.pem")],
  );
  return { authority: path("ca.pem"), certificate: path("own.pem"), key: path("own.key") };
}
