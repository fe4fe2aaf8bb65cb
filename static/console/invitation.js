/** Kept for the window until it is redeemed: whoever registers first must not lose it. */
const KEY = "console_invitation";

/** @param {ReturnType<typeof import("./api.js").createApi>} api */
export function createInvitation(api) {
  return {
    /** Takes it out of the address, where it would stay in the history. Whether there was one. */
    take() {
      const [, token] = /^#invite=([A-Za-z0-9_-]{1,200})$/.exec(location.hash) ?? [];
      if (token === undefined) return false;
      sessionStorage.setItem(KEY, token);
      history.replaceState(null, "", `${location.pathname}#/`);
      return true;
    },
    isHeld: () => sessionStorage.getItem(KEY) !== null,
    /** Gives the signed-in account the role; spent or dead, it is forgotten. @returns {Promise<string>} the role */
    async redeem() {
      const token = sessionStorage.getItem(KEY);
      sessionStorage.removeItem(KEY);
      const { role } = await api.admin.send("POST", "/invites/redeem", { token });
      return String(role);
    },
  };
}
