/** The live line to the control socket: logged in as staff, and told of all rooms once a second. */

import { Connection } from "../net/connection.js";

/** @typedef {import("../net/connection.js").LinkStatus} LinkStatus */

/** What the end of this line means, where a pilot would be told something else. */
const ENDINGS = new Map([
  ["FORBIDDEN", "Only staff may look in here."],
  ["4004", "Your access to the control room has ended."],
]);

export class OpsLine extends Connection {
  /**
   * @param {import("../net/connection.js").ConnectionOptions} options
   * @param {string} address of the control socket
   */
  constructor(options, address) {
    super({
      ...options,
      bootstrap: async () => ({ ...(await options.bootstrap()), ws_url: address }),
    });
  }

  /**
   * @override
   * @returns {Promise<void>}
   */
  async join() {
    await this.ask("watch_rooms", {});
    this.goLive();
  }

  /**
   * @override
   * @param {import("../net/closing.js").Verdict} verdict
   * @param {string} reason
   */
  follow(verdict, reason) {
    const words = ENDINGS.get(reason);
    super.follow(words ? { state: "refused", retry: "never", message: words } : verdict, reason);
  }
}
