/** The systems that an import can read. A new one is one file beside these, and a line here. */
import { authme } from "./authme.ts";
import { azerothcore } from "./azerothcore.ts";
import { bezgelor } from "./bezgelor.ts";
import { cmangos, mangosOld } from "./cmangos.ts";
import { csv } from "./csv.ts";
import { firebase } from "./firebase.ts";
import { gotrue } from "./gotrue.ts";
import { nakama } from "./nakama.ts";
import { nexusforever } from "./nexusforever.ts";
import type { SystemReader } from "./reader.ts";
import { slimeonline2 } from "./slimeonline2.ts";
import { wyrt } from "./wyrt.ts";

export const readers: readonly SystemReader[] = [
  nexusforever,
  bezgelor,
  slimeonline2,
  wyrt,
  azerothcore,
  cmangos,
  mangosOld,
  authme,
  nakama,
  gotrue,
  firebase,
  csv,
];
