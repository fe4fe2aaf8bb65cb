/** What operators ask: every list with every filter, first pages and thousandth ones. */

export interface ScaleCall {
  /** As the table says it. */
  readonly what: string;
  /** From `/admin/api` on. */
  readonly path: string;
}

/** Rows of a page: the console's. */
const PAGE = 50;
const DAY_MS = 86_400_000;

export function callsAtScale(accounts: number): readonly ScaleCall[] {
  const [many, audit] = [accounts * 5, accounts * 5];
  const middle = Math.floor(accounts / 2);
  const before = (rows: number) => rows - 999 * PAGE;
  const day = (days: number) => encodeURIComponent(new Date(Date.now() - days * DAY_MS).toISOString());
  const call = (what: string, path: string): ScaleCall => ({
    what,
    path: `/admin/api/${path}${path.includes("?") ? "&" : "?"}limit=${PAGE}`,
  });
  const bare = (what: string, path: string): ScaleCall => ({ what, path: `/admin/api/${path}` });
  return [
    call("accounts", "accounts"),
    call("accounts, thousandth page", `accounts?after=${before(accounts)}`),
    call("accounts, oldest first", "accounts?sort=oldest"),
    call("accounts by name", "accounts?sort=username"),
    call("accounts by name, from the middle", "accounts?sort=username&after=u:mmm"),
    call("name or e-mail that begins with three letters", "accounts?search=abc"),
    call("name or e-mail that begins with one letter", "accounts?search=a"),
    call("the same, from the middle", "accounts?search=a&after=u:amm"),
    call("id", `accounts?search=${middle}`),
    call("address", "accounts?search=10.1.2.3"),
    call("block /24", "accounts?search=10.1.2.0/24"),
    call("block /8: everybody", "accounts?search=10.0.0.0/8"),
    call("block /8, from the middle", "accounts?search=10.0.0.0/8&after=r:7:4.0a808080"),
    call("banned in a block /8", "accounts?search=10.0.0.0/8&status=banned"),
    call("moderators in a block /8", "accounts?search=10.0.0.0/8&role=moderator"),
    call("MAC", "accounts?search=00:1a:2b:3c:4d:5e"),
    call("character's name that begins with three letters", "accounts?search=character:abc"),
    call("character's name that begins with one letter", "accounts?search=character:a"),
    call("Steam's id", "accounts?search=steam:7656119500"),
    call("role moderator", "accounts?role=moderator"),
    call("role player", "accounts?role=player"),
    call("banned", "accounts?status=banned"),
    call("suspended", "accounts?status=suspended"),
    call("active", "accounts?status=active"),
    call("with a second factor", "accounts?has=second_factor"),
    call("with a second factor, from the middle", `accounts?has=second_factor&after=${middle}`),
    call("unverified e-mail", "accounts?has=unverified"),
    call("guests", "accounts?has=guest"),
    call("being deleted", "accounts?has=deleting"),
    call("banned with a second factor", "accounts?status=banned&has=second_factor"),
    call("banned whose name begins with one letter", "accounts?search=a&status=banned"),
    call("banned by name", "accounts?status=banned&sort=username"),
    call("moderators whose name begins with one letter", "accounts?search=a&role=moderator"),
    call("suspended moderators", "accounts?status=suspended&role=moderator"),
    bare("an account", `accounts/${middle}`),
    call("accounts like it", `accounts/${middle}/related`),
    call("its characters", `accounts/${middle}/characters`),
    call("its suspensions", `accounts/${middle}/suspensions`),
    call("its notes", `accounts/${middle}/notes`),
    call("its logins", `accounts/${middle}/logins`),
    bare("why can't they log in, by account", `diagnosis?account=${middle}`),
    bare("why can't they log in, by a name that nobody has", "diagnosis?name=nobody_at_all"),
    bare("why can't they log in, by address", "diagnosis?address=10.1.2.3"),
    bare("why can't they log in, by MAC", "diagnosis?mac=00:1a:2b:3c:4d:5e"),
    call("trail", "trail"),
    call("trail, thousandth page", `trail?after=${before(many)}`),
    call("trail of an account", `trail?account=${middle}`),
    call("trail of a name", "trail?name=nobody"),
    call("trail of an address", "trail?address=10.1.2.3"),
    call("trail of a block /24", "trail?address=10.1.2.0/24"),
    call("trail of a block /8", "trail?address=10.0.0.0/8"),
    call("trail of a MAC", "trail?mac=00:1a:2b:3c:4d:5e"),
    call("trail of a door", "trail?door=slime"),
    call("trail of a result", "trail?result=refused"),
    call("trail of a rule", "trail?rule=address.attempts"),
    call("trail of a rule that turned nobody away", "trail?rule=mac.ban"),
    call("trail of a door and a result that do not meet", "trail?door=slime&result=refused"),
    call("trail of an account and a result", `trail?account=${middle}&result=refused`),
    call("trail of a name and a door", "trail?name=nobody&door=http"),
    call("trail of a block /16 and a result", "trail?address=10.1.0.0/16&result=refused"),
    call("trail of a rule and a door that do not meet", "trail?rule=address.attempts&door=wildstar_auth"),
    call("trail of a span", `trail?from=${day(40)}&to=${day(39)}`),
    call("trail of a door in a span", `trail?door=slime&from=${day(40)}&to=${day(39)}`),
    call("trail of an account in a span", `trail?account=${middle}&from=${day(40)}&to=${day(1)}`),
    call("audit log", "audit"),
    call("audit log, thousandth page", `audit?after=${before(audit)}`),
    call("audit log of an account", `audit?account=${middle}`),
    call("audit log of a common action", "audit?action=login.succeeded"),
    call("audit log of a rare action", "audit?action=account.ban"),
    call("audit log of an action that never was", "audit?action=key.rotate"),
    call("audit log of an actor", "audit?actor=admin"),
    call("audit log of an address", "audit?address=10.1.2.3"),
    call("audit log of a name", "audit?name=nobody"),
    call("audit log of a span", `audit?from=${day(40)}&to=${day(39)}`),
    call("audit log of a rare action in a span", `audit?action=account.ban&from=${day(40)}&to=${day(39)}`),
    call("audit log of an action and an actor that do not meet", "audit?action=login.succeeded&actor=admin"),
    call("audit log of an account and an action", `audit?account=${middle}&action=login.succeeded`),
    call("audit log of an account and an actor", `audit?account=${middle}&actor=admin`),
    call("bans in force", "bans"),
    call("bans that ended", "bans?state=ended"),
    call("bans by a word", "bans?state=all&search=nothing"),
    bare("overview", "overview"),
    bare("a series", "series?name=sign_ins.1&minutes=1440"),
    bare("servers", "servers"),
    bare("modules", "modules"),
    bare("jobs", "jobs"),
    call("mails", "mails"),
  ];
}
