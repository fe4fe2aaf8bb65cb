/** What a verifier that works offline asks for: the character tokens that died before their time, in that order. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index game_tokens_revocations on game_tokens (coalesce(ended_at, rotated_at), id)
    where kind = 'character' and coalesce(ended_at, rotated_at) is not null`.execute(db);
}
