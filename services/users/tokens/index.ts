/** What proves who somebody is: signed access tokens, and the refresh tokens that new ones are got with. */
export { type AccessTokens, accessTokens } from './access-tokens';
export { hashesOf, newRefreshToken, type RefreshTokenHashes, successorOf } from './refresh-token';
export { type SigningKeys, watchSigningKeys } from './signing-keys';
