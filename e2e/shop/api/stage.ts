import { logIn, type Request, send } from '../client';
import { type LaunchedShop, launchShop } from '../stage/launched-shop';
import { complaintAbout } from './complaints';
import { type Documented, type DocumentedRoute, documentedRoutes } from './documented-routes';

/** A shop, what it says of itself, and an administrator; for the tests of one file. */
export interface ApiStage {
  readonly shop: LaunchedShop;
  readonly documented: Documented;
  /** Access token of the administrator. */
  readonly token: string;
  routeOf(key: string): DocumentedRoute;
  /**
   * Sends all, as the administrator where they say nothing else, and gives what is wrong with the answers.
   */
  complaintsAbout(attempts: readonly Attempt[]): Promise<string[]>;
}

/** A request that must be refused. */
export interface Attempt extends Request {
  readonly what: string;
  /** What the answer must name. @default - nothing */
  readonly path?: string;
}

const atOnce = 8;

export async function openApiStage(log: string): Promise<ApiStage> {
  const shop = await launchShop({ log });
  const documented = await documentedRoutes(shop.url);
  const { accessToken: token } = await logIn(shop.url, shop.admin);
  return {
    shop,
    documented,
    token,
    routeOf(key) {
      const route = documented.routes.find((each) => each.key === key);
      if (route === undefined) {
        throw new Error(`${key} is declared, and not in /openapi.json of the gateway`);
      }
      return route;
    },
    async complaintsAbout(attempts) {
      const complaints: string[] = [];
      const queue = [...attempts];
      const work = async (): Promise<void> => {
        for (let attempt = queue.shift(); attempt !== undefined; attempt = queue.shift()) {
          const { what, path, ...request } = attempt;
          const complaint = complaintAbout(await send(shop.url, { token, ...request }), path);
          if (complaint !== undefined) {
            complaints.push(`${what}: ${complaint}; sent ${JSON.stringify(request).slice(0, 500)}`);
          }
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      return complaints;
    },
  };
}
