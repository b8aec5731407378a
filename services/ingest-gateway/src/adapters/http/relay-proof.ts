import { byIdentityToken } from './identity-tokens.js'
import { anyOf, bearer, byToken, inQuery, type Proof } from './proofs.js'
import { type CredentialsOf, nobody } from './senders.js'
import { byStandardSignature } from './standard-webhooks.js'

/** Relays and storefronts sign; hosted push services, which cannot, show a token. */
export const relayProof = (credentialsOf: CredentialsOf, now: () => Date): Proof => {
  const known = (place: string) => credentialsOf(place) ?? nobody
  return anyOf(
    byStandardSignature((place) => known(place).relaySecrets, now),
    byToken((place) => known(place).relayTokens ?? [], bearer, inQuery('token')),
    byIdentityToken((place) => known(place).relayIdentity, now),
  )
}
