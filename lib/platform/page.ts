/** One page of a list, as services answer it: the items, and the key that the next page begins behind. */

/** Items of a page at most, for every list. */
export const PAGE_LIMIT_MAX = 200;

export interface PageQuery<Key = number> {
  /** The `next` of the page before; left out for the first. */
  readonly after?: Key | undefined;
  /** 1 to `PAGE_LIMIT_MAX`. */
  readonly limit: number;
}

export interface Page<Item, Key = number> {
  readonly items: Item[];
  /** The last item's key; null when there is no more. */
  readonly next: Key | null;
}

/** The same page with its items as callers get them. */
export function mapPage<Item, Key, Other>(page: Page<Item, Key>, map: (item: Item) => Other): Page<Other, Key> {
  return { items: page.items.map(map), next: page.next };
}
