/**
 * What every answer tells a browser: it is data, to be shown nowhere and kept nowhere. After OWASP's REST Security
 * Cheat Sheet; a handler may say otherwise for its own answer.
 */
export const securityHeaders = Object.entries({
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-site',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
});
