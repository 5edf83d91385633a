/** Where NATS listens for clients. */
export const brokerPort = 4_222;

/**
 * Where the proxies of Linkerd meet, whatever port of the program a request is for: always since 2.18, before that for
 * opaque ports only. Source: https://linkerd.io/2/common-errors/network-policy
 */
export const linkerdProxyPort = 4_143;
