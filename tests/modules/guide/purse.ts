import { z } from "zod";
import { AppError, type CharacterDataOf, type ClientProtocol, defineGame } from "../../../lib/modules/mod.ts";

const buy = z.object({ type: z.literal("buy"), item: z.enum(["apple", "pear"]) });

const game = defineGame({
  id: "purse",
  name: "Purse",
  character: z.object({ gold: z.int().min(0).default(3), bag: z.array(z.string()).default([]) }),
  initialize(context) {
    context.registerMessageHandler("buy", async ({ user, message, changeData }) => {
      const { gold, bag } = await changeData((data) => {
        if (data.gold === 0) throw new AppError("forbidden", "The purse is empty");
        return { gold: data.gold - 1, bag: [...data.bag, message.item] };
      });
      user.send({ type: "bought", gold, bag });
    }, { schema: buy, cost: 2 });
  },
});

export default game;

/** What a page says to `client.connect<Purse>()`; its characters have `data.gold` and `data.bag`. */
export type Purse = ClientProtocol<typeof game, z.input<typeof buy>, { type: "bought" } & CharacterDataOf<typeof game>>;
