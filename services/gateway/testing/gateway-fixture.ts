import type { EdgePolicy } from '@flotilla/constructs/declaration';
import { createService, type StandaloneService } from '@flotilla/runtime';
import { createTestDatabase, type TestDatabase } from '@flotilla/runtime/testing';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { migrations } from '../migrations';
import { declaration } from '../service';
import { optionsWith } from '../setup';
import { FakeUpstream } from './fake-upstream';

const issuer = 'flotilla-shop';

export type UpstreamName = keyof typeof declaration.forwards;

function withPolicy(policy: EdgePolicy): Readonly<Record<UpstreamName, EdgePolicy>> {
  const { users, products, orders } = declaration.forwards;
  return { users: { ...users, ...policy }, products: { ...products, ...policy }, orders: { ...orders, ...policy } };
}

/** A real database, small servers in the place of the services, and any number of gateways before them. */
export class GatewayFixture {
  readonly #running: StandaloneService[] = [];

  private constructor(
    readonly upstreams: Readonly<Record<UpstreamName, FakeUpstream>>,
    readonly database: TestDatabase,
    readonly jwks: string,
    readonly sign: (claims: JWTPayload) => Promise<string>,
  ) {}

  static async create(): Promise<GatewayFixture> {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA');
    const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'EdDSA', use: 'sig' }] });
    const [users, products, orders] = await Promise.all([
      FakeUpstream.start(),
      FakeUpstream.start(),
      FakeUpstream.start(),
    ]);
    const database = await createTestDatabase(migrations);
    return new GatewayFixture({ users, products, orders }, database, jwks, (claims) =>
      new SignJWT({ iss: issuer, aud: issuer, exp: Math.floor(Date.now() / 1_000) + 60, ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k' })
        .sign(privateKey),
    );
  }

  /** Headers of a user with these roles. */
  async as(userId: string, ...roles: readonly string[]): Promise<{ authorization: string }> {
    return { authorization: `Bearer ${await this.sign({ sub: userId, roles: [...roles] })}` };
  }

  /** @param policy of the edges, other than declared */
  async gateway(
    environment: Readonly<Record<string, string>> = {},
    policy: EdgePolicy = {},
  ): Promise<StandaloneService> {
    const { users, products, orders } = this.upstreams;
    const gateway = await createService(declaration, optionsWith(withPolicy(policy)), {
      PORT: '0',
      ADMIN_PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'fatal',
      DATABASE_URL: this.database.url,
      PEER_USERS_URL: users.url,
      PEER_PRODUCTS_URL: products.url,
      PEER_ORDERS_URL: orders.url,
      TOKEN_JWKS: this.jwks,
      TRUSTED_PROXIES: '0',
      RATE_LIMIT_PER_MINUTE: '1000000',
      RATE_LIMIT_LOGIN_PER_MINUTE: '1000000',
      RATE_LIMIT_REGISTER_PER_MINUTE: '1000000',
      RATE_LIMIT_ORDER_PER_MINUTE: '1000000',
      ...environment,
    });
    this.#running.push(gateway);
    await gateway.start();
    return gateway;
  }

  /** Puts the servers back into their first state, and stops the gateways. */
  async reset(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((gateway) => gateway.stop()));
    for (const upstream of Object.values(this.upstreams)) {
      upstream.answer();
      upstream.received.length = 0;
    }
  }

  async close(): Promise<void> {
    await this.reset();
    await Promise.all(Object.values(this.upstreams).map((upstream) => upstream.down()));
    await this.database.drop();
  }
}
