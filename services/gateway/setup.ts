import type { EdgePolicy } from '@flotilla/constructs/declaration';
import { contract as orders } from '@flotilla/orders/contract';
import { contract as products } from '@flotilla/products/contract';
import { type Contract, counter, gauge, type Service, type ServiceOptions, verifier } from '@flotilla/runtime';
import { contract as users } from '@flotilla/users/contract';
import { contract } from './contract';
import { docsPage } from './docs/page';
import { RouteTable } from './domain/route-table';
import { Cors } from './http/cors';
import { door } from './http/door';
import { ownRoutes } from './http/own-routes';
import { Limits, type SharedClass } from './limits/limits';
import { SharedQuotas } from './limits/shared-quotas';
import { migrations } from './migrations';
import { publicDocument } from './openapi/document';
import { Upstream } from './proxy/upstream';
import { declaration } from './service';
import { spendQuota, spentQuotaRetention } from './store/spent-quota';

type GatewayService = Service<typeof declaration, typeof contract, object>;

/** Contracts of the services that the gateway forwards to. */
const forwarded: readonly Contract[] = [users, products, orders];

/** What stands on the edge to each of them. */
type Forwards = Readonly<Record<keyof typeof declaration.forwards, EdgePolicy>>;

function setUp(service: GatewayService, forwards: Forwards): void {
  const { config, logger } = service;
  const table = new RouteTable(
    declaration,
    forwarded.map(({ declaration: upstream }) => upstream),
  );
  const document = publicDocument(contract, forwarded);
  service.routes(ownRoutes(document, docsPage(document)));
  service.retain(spentQuotaRetention);
  service.use(
    door({
      table,
      upstreams: upstreamsOf(service, forwards),
      limits: limitsOf(service),
      cors: new Cors({
        origins: config.CORS_ORIGINS.split(',').filter((origin) => origin !== ''),
        requestHeaders: requestHeaders(forwarded),
      }),
      verify: verifier({ jwks: service.watchSecret('TOKEN_JWKS', logger), issuer: config.TOKEN_ISSUER, logger }),
      trustedProxies: config.TRUSTED_PROXIES,
    }),
  );
}

function upstreamsOf(service: GatewayService, forwards: Forwards): Record<string, Upstream> {
  const { config, wiring, logger, registry } = service;
  const upstreams = Object.entries(forwards).map(([name, policy]) => {
    const url = wiring.peerUrls[name] as string;
    return [
      name,
      new Upstream({ name, url, policy, bodyLimitBytes: config.BODY_LIMIT_BYTES, logger, registry }),
    ] as const;
  });
  for (const [, upstream] of upstreams) {
    service.add(upstream);
  }
  return Object.fromEntries(upstreams);
}

function limitsOf({ config, database, logger, registry }: GatewayService): Limits {
  const refused = counter(registry, 'rate_limited_total', 'Requests that a quota refused.');
  const isShared = gauge(registry, 'rate_limit_shared', '1 while quotas are shared by all pods.');
  isShared.set(1);
  const shared = new SharedQuotas<SharedClass>({
    quotas: {
      login: { name: 'login', perMinute: config.RATE_LIMIT_LOGIN_PER_MINUTE },
      register: { name: 'register', perMinute: config.RATE_LIMIT_REGISTER_PER_MINUTE },
      order: { name: 'order', perMinute: config.RATE_LIMIT_ORDER_PER_MINUTE },
    },
    spend: spendQuota(database),
    onAvailability: (available, reason) => {
      isShared.set(available ? 1 : 0);
      if (available) {
        logger.info('quotas are shared by all pods again');
      } else {
        logger.warn({ err: reason }, 'the database does not answer; each pod keeps quotas by itself');
      }
    },
  });
  return new Limits({
    perAddress: { name: 'default', perMinute: config.RATE_LIMIT_PER_MINUTE },
    shared,
    onRefused: (limit) => refused.inc({ limit }),
  });
}

/** Headers that the contracts name, and those that every client may send. */
function requestHeaders(contracts: readonly Contract[]): string[] {
  const named = contracts.flatMap(({ routes }) =>
    Object.values(routes).flatMap(({ headers }) => Object.keys(headers?.shape ?? {})),
  );
  return [...new Set(['authorization', 'content-type', 'last-event-id', ...named])];
}

/** What the service is made of. Without its database it still serves; only its quotas are not shared then. */
export function optionsWith(forwards: Forwards): ServiceOptions<typeof declaration, typeof contract, object> {
  return { contract, migrations, sparesDatabase: true, setup: (service) => setUp(service, forwards) };
}
