/** What the game remembers of an account. `bigint`, because an `integer` of PostgreSQL ends at 2^31 - 1. */
export const accountsTable = `create table wildstar_accounts (
  account_id bigint not null primary key,
  last_server_id text not null
);`;
