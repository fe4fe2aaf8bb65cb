/**
 * What every page of the console is given.
 *
 * @typedef {object} Context
 * @property {import("./api.js").AdminApi} api
 * @property {import("./api.js").Row} me the answer of `/admin/api/me`
 * @property {(permission: string) => boolean} may
 * @property {boolean} hasMail whether a mail server is configured
 * @property {HTMLElement} receipts where the entry of the last act stands
 * @property {AbortSignal} signal ends when the page is left
 * @property {Record<string, string>} query what the address asks for behind `?`
 * @property {string} id the part of the address that names one thing
 * @property {() => void} again shows the page anew
 * @property {(query: Record<string, string>) => void} setQuery writes the query into the address, without a step in the history
 *
 * @typedef {(context: Context, place: HTMLElement) => void | Promise<void>} Page
 */

export {};
