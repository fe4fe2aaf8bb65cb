/**
 * One statement after the other, until an end: what a module still sends then is refused. Without the order a statement
 * could wait behind another one, and run once the transaction around it is over.
 */
export class StatementSeries {
  #last: Promise<void> = Promise.resolve();
  #ended: string | null = null;

  /** @param work calls `checkOpen` again after whatever it awaited before its statement */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      this.checkOpen();
      return work();
    });
    this.#last = result.then(() => {}, () => {});
    return result;
  }

  /** @throws {Error} after the end */
  checkOpen(): void {
    if (this.#ended !== null) throw new Error(`Could not run the SQL: ${this.#ended}`);
  }

  /** The first end counts. */
  end(why: string): void {
    this.#ended ??= why;
  }

  /** Resolves once nothing runs or waits. */
  async settled(): Promise<void> {
    let seen: Promise<void>;
    do {
      seen = this.#last;
      await seen;
    } while (seen !== this.#last);
  }
}
