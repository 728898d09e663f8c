// The tests' own `test`: with a server to talk to, simulated targets, and a page whose console must
// stay free of errors.
import { expect, test as base } from "@playwright/test";
import { Server } from "./server.js";
import { Simulator } from "./simulator.js";

interface Fixtures {
  server: Server;
  /** Three simulated Matomos that accept the token "token", ended after the test. */
  simulators: [Simulator, Simulator, Simulator];
}

export const test = base.extend<Fixtures>({
  server: async ({ request }, use) => {
    const server = new Server(request);
    await use(server);
    await server.stop();
  },
  simulators: async ({}, use) => {
    const start = () => Simulator.start("--token", "token");
    const simulators = await Promise.all([start(), start(), start()]);
    await use([simulators[0]!, simulators[1]!, simulators[2]!]);
    await Promise.all(simulators.map((simulator) => simulator.die()));
  },
  page: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // A resource that answers 4xx is a console error too; the tests about bad input expect those.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        complaints.push(message.text());
      }
    });
    await use(page);
    expect(complaints, "errors in the browser's console").toEqual([]);
  },
});

export { expect };
