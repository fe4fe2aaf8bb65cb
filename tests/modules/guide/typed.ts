import { z } from "zod";
import { defineGame } from "../../../lib/modules/mod.ts";

export default defineGame({
  id: "typed_dice",
  name: "Typed dice",
  config: z.strictObject({ sides: z.int().min(2).max(100).default(6) }).prefault({}),
  character: z.object({ best: z.int().min(0).default(0) }),
  initialize(context) {
    context.registerMessageHandler("roll", async ({ user, changeData }) => {
      const [byte = 0] = context.random.bytes(1);
      const eyes = 1 + (byte % context.config.sides);
      const { best } = await changeData((data) => ({ best: Math.max(data.best, eyes) }));
      user.send({ type: "rolled", eyes, best });
    });
  },
});
