/** Who is online under which number, on whichever instance. `holder` is the line, `seen_at` milliseconds since 1970. */
export const onlinePlayersTable = `create table slime_online_players (
  player_id bigint not null primary key check (player_id between 1 and 65535),
  character_id bigint not null unique,
  holder text not null unique,
  seen_at bigint not null
);`;
