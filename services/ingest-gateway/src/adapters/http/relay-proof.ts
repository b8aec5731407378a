import { byIdentityToken } from './identity-tokens.js'
import { anyOf, bearer, byToken, inQuery, type Proofs } from './proofs.js'
import { type CredentialsOf, nobody } from './senders.js'
import { byStandardSignature } from './standard-webhooks.js'

/** Relays and storefronts sign; hosted push services, which cannot, show a token. */
export const relayProofs = (credentialsOf: CredentialsOf, now: () => Date): Proofs => {
  const known = (place: string) => credentialsOf(place) ?? nobody
  return {
    signature: byStandardSignature((place) => known(place).relaySecrets, now),
    shown: anyOf(
      byToken((place) => known(place).relayTokens ?? [], bearer, inQuery('token')),
      byIdentityToken((place) => known(place).relayIdentity, now),
    ),
  }
}
