/** Trees of plain objects, as JSON gives them. */
import { Secret } from "./secret.ts";

export type DeepReadonly<Value> = Value extends Secret<unknown> | ((...parameters: never[]) => unknown) ? Value
  : Value extends readonly (infer Item)[] ? readonly DeepReadonly<Item>[]
  : Value extends object ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;

export function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What lies at the end of the path; undefined where it breaks off. */
export function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, name) => {
    return typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined;
  }, tree);
}

/** A copy with `value` at the path; unchanged where something other than an object is in the way. */
export function withValue(tree: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const node = tree ?? {};
  return isTree(node) ? { ...node, [name]: withValue(node[name], rest, value) } : tree;
}

export function deepFreeze<Value>(value: Value): DeepReadonly<Value> {
  if (isTree(value) || Array.isArray(value)) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value as DeepReadonly<Value>;
}
