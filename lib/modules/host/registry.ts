/** What the game modules have registered: who does what, for which game. Each thing has one owner. */
import type { Hono } from "hono";
import type { ZodType } from "zod";
import type { ListenOptions } from "../../doors/net/line.ts";
import { claimedTwice } from "../loading/claims.ts";
import type { Job } from "../../platform/jobs/jobs.ts";
import type {
  AccountCreated,
  AccountDeleted,
  AccountExported,
  ChangeData,
  CharacterCreated,
  CharacterDeleted,
  CharacterPlayed,
  CharacterSelected,
  CharacterWriter,
  CredentialScheme,
  GameImporter,
  Json,
  MessageCall,
  ModuleDatabase,
} from "../types.ts";

type Result = void | Promise<void>;

/** The functions that a game's hooks are, by what they belong to. */
export interface HookTypes {
  create: (data: CharacterCreated, db: ModuleDatabase, changeData: ChangeData) => Result;
  select: (selection: CharacterSelected) => Result;
  delete: (data: CharacterDeleted, db: ModuleDatabase) => Result;
  after_create: (data: CharacterCreated) => Result;
  after_select: (played: CharacterPlayed) => Result;
  after_leave: (played: CharacterPlayed) => Result;
  after_delete: (data: CharacterDeleted) => Result;
}

export type HookKind = keyof HookTypes;

/** The functions that hooks of accounts are: of every account, whatever its games. */
export interface AccountHookTypes {
  account_create: (account: AccountCreated, characters: CharacterWriter) => Result;
  account_delete: (account: AccountDeleted, db: ModuleDatabase) => Result;
  after_account_delete: (account: AccountDeleted) => Result;
  account_export: (account: AccountExported, db: ModuleDatabase) => Json | Promise<Json>;
}

export type AccountHookKind = keyof AccountHookTypes;

interface RegisteredHook {
  readonly module: string;
  /** Whose characters it is about. */
  readonly gameId: string;
  readonly kind: HookKind;
}

/** Something that a module registered. */
export interface Owned<T> {
  readonly module: string;
  readonly value: T;
}

export interface RegisteredHandler {
  readonly type: string;
  readonly cost: number;
  readonly schema: ZodType | null;
  // The schema decides what the handler's message is.
  // deno-lint-ignore no-explicit-any
  readonly handler: (call: MessageCall<any>) => Result;
}

interface RegisteredListener {
  /** As the module names it: `slime`. */
  readonly port: string;
  readonly options: ListenOptions;
}

export interface SessionKeyKind {
  readonly gameId: string;
  readonly ticketKind: string;
}

/** Lists in order of registration. */
export class ModuleRegistry {
  readonly listeners: Owned<RegisteredListener>[] = [];
  readonly schemes: Owned<CredentialScheme>[] = [];
  readonly sessionKeys: SessionKeyKind[] = [];
  readonly jobs: Job[] = [];
  readonly accountHooks: { readonly [Kind in AccountHookKind]: Owned<AccountHookTypes[Kind]>[] } = {
    account_create: [],
    account_delete: [],
    after_account_delete: [],
    account_export: [],
  };
  /** Each module's routes; those without any answer nothing. */
  readonly routes = new Map<string, Hono>();
  readonly #hooks = new Map<string, Owned<unknown>[]>();
  readonly #handlers = new Map<string, RegisteredHandler>();
  readonly #importers = new Map<string, GameImporter>();

  addHook<Kind extends HookKind>(module: string, gameId: string, kind: Kind, value: HookTypes[Kind]): void {
    const key = `${gameId} ${kind}`;
    const hooks = this.#hooks.get(key) ?? [];
    hooks.push({ module, value });
    this.#hooks.set(key, hooks);
  }

  hooks<Kind extends HookKind>(gameId: string, kind: Kind): readonly Owned<HookTypes[Kind]>[] {
    return (this.#hooks.get(`${gameId} ${kind}`) ?? []) as Owned<HookTypes[Kind]>[];
  }

  /** Every hook of every game, by who registered it. */
  allHooks(): readonly RegisteredHook[] {
    return [...this.#hooks].flatMap(([key, hooks]) => {
      const [gameId = "", kind = ""] = key.split(" ");
      return hooks.map(({ module }) => ({ module, gameId, kind: kind as HookKind }));
    });
  }

  /** @throws {Error} when the game has a handler for the type */
  addHandler(gameId: string, handler: RegisteredHandler): void {
    const key = `${gameId} ${handler.type}`;
    if (this.#handlers.has(key)) {
      throw new Error(`Could not register a handler for "${handler.type}": the game "${gameId}" has one`);
    }
    this.#handlers.set(key, handler);
  }

  /** The game's own, in order of registration. */
  handlers(gameId: string): readonly RegisteredHandler[] {
    return [...this.#handlers].filter(([key]) => key.startsWith(`${gameId} `)).map(([, handler]) => handler);
  }

  handler(gameId: string, type: string): RegisteredHandler | null {
    return this.#handlers.get(`${gameId} ${type}`) ?? null;
  }

  /** @throws {Error} when the module listens on the port already */
  addListener(module: string, listener: RegisteredListener): void {
    if (this.listeners.some((other) => other.module === module && other.value.port === listener.port)) {
      throw new Error(`Could not listen on "${listener.port}": the module "${module}" does so already`);
    }
    this.listeners.push({ module, value: listener });
  }

  /** @throws {Error} naming both modules when the scheme has an owner */
  addScheme(module: string, scheme: CredentialScheme): void {
    const other = this.schemes.find(({ value }) => value.name === scheme.name);
    if (other !== undefined) throw claimedTwice("credential scheme", scheme.name, other.module, module);
    this.schemes.push({ module, value: scheme });
  }

  /** @throws {Error} naming both modules when the kind has an owner */
  addSessionKey(gameId: string, ticketKind: string): void {
    const other = this.sessionKeys.find((kind) => kind.ticketKind === ticketKind);
    if (other !== undefined) throw claimedTwice("session key", ticketKind, other.gameId, gameId);
    this.sessionKeys.push({ gameId, ticketKind });
  }

  /** @throws {Error} when the module reads the system already */
  addImporter(module: string, system: string, importer: GameImporter): void {
    const key = `${module} ${system}`;
    if (this.#importers.has(key)) {
      throw new Error(`Could not register an import of "${system}": the module "${module}" has one`);
    }
    this.#importers.set(key, importer);
  }

  importer(module: string, system: string): GameImporter | null {
    return this.#importers.get(`${module} ${system}`) ?? null;
  }

  /** @throws {Error} when the module has a job of that name */
  addJob(job: Job): void {
    if (this.jobs.some(({ owner, name }) => owner === job.owner && name === job.name)) {
      throw new Error(`Could not register the job "${job.name}": the module "${job.owner}" has one`);
    }
    this.jobs.push(job);
  }
}
