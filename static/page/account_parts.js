/** @import { GatehouseClient, GatehouseError } from "../client.d.ts" */
/** @import { Features } from "./brand.js" */

/**
 * What every section of the account is given.
 *
 * @typedef {{
 *   client: GatehouseClient,
 *   features: Features,
 *   questions: ReturnType<typeof import("./questions.js").createQuestions>,
 *   describe(error: GatehouseError): string,
 *   changed(): void,
 *   passwordFor(): Promise<string | null>,
 *   hangUp(): void,
 *   left(text: string): void,
 * }} AccountParts
 */

export {};
