/** Texts that a parser of their own reads, in schemas. */
import { z } from "zod";

/** What `parse` makes of a text; its null is a refusal. @param message what is wrong then, for people */
export function parsed<Value>(parse: (text: string) => Value | null, message?: string, schema = z.string()) {
  return schema.transform((text, context) => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}
