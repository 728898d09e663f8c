// Where the tests of strategies, targets, health and limits begin: two targets that take turns.
import { load, type Server } from "./server.js";
import type { Simulator } from "./simulator.js";

/** Makes targets "one" and "two" the working configuration, under round-robin. */
export async function twoTargets(server: Server, simulators: Simulator[]): Promise<void> {
  const targets = ["one", "two"].map((name, place) => ({ name, url: simulators[place]!.url, site_id: 1 }));
  await server.reset(load(targets, { seed: 7, distribution_strategy: "round-robin" }));
}
