/** A game as a module author would write it: a plain object, whose select hook answers with something of its own. */
import type { GameModule } from "../../lib/modules/mod.ts";

export const greeterGame: GameModule = {
  id: "greeter",
  name: "The Greeter",
  character: { name: /^.{1,60}$/ }, // markup is a name here, so that the page can be seen to take it as text
  initialize(context) {
    context.registerCharacterSelectHook("greeter", ({ user, character }) => {
      user.send({ type: "character_selected", character: { name: character.name, greeting: "Well met" } });
    });
  },
};
