/** A password in a body, on every path. */
import { z } from "zod";

/** 1,024 bytes in NFC, which the rules read, may come as a third more characters that are not composed yet. */
const CHARACTERS_MAX = 2_048;

/** Not `text`: what is no valid password is refused by the rules, with the same cost as a wrong one. */
export const passwordField = z.string().max(CHARACTERS_MAX);
