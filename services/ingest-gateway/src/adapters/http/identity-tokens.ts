import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify, type RemoteJWKSet } from 'jose'
import { SenderKeysUnavailable } from './errors.js'
import { bearer, type Proof } from './proofs.js'

/** Whose OpenID Connect tokens are believed, as Google Pub/Sub sends them with each push. */
export interface IdentityTokens {
  readonly issuer: string
  readonly audience: string
  /** The `sub`, or the verified `email`, of the one who may post. */
  readonly subject: string
  /** Where the issuer publishes its keys. */
  readonly jwksUrl: string
}

/** Signatures with a public key only: under HMAC whoever knows the key set could sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']

const clockToleranceSeconds = 30

/** @throws SenderKeysUnavailable where the issuer's keys are needed and cannot be had */
export const byIdentityToken = (tokensOf: (place: string) => IdentityTokens | undefined, now: () => Date): Proof => {
  const keySets = new Map<string, RemoteJWKSet>()
  const keySetAt = (url: string): RemoteJWKSet => {
    const keySet = keySets.get(url) ?? createRemoteJWKSet(new URL(url))
    keySets.set(url, keySet)
    return keySet
  }
  return async (opening) => {
    const [believed, token] = [tokensOf(opening.place), bearer(opening)]
    if (believed === undefined || token === undefined || !isPlausible(token, believed)) return undefined
    const { issuer, audience, jwksUrl } = believed
    const payload = await jwtVerify(token, keySetAt(jwksUrl), {
      ...{ issuer, audience, algorithms, requiredClaims: ['exp'] },
      clockTolerance: clockToleranceSeconds,
      currentDate: now(),
    }).then(({ payload: proven }) => proven, unlessUnproven)
    return payload !== undefined && isAbout(payload, believed.subject) ? { by: 'identity-token', which: 0 } : undefined
  }
}

/** Spares the issuer the tokens that nobody needs keys to refuse. */
const isPlausible = (token: string, { issuer, audience }: IdentityTokens): boolean => {
  try {
    const { iss, aud } = decodeJwt(token)
    return iss === issuer && [aud].flat().includes(audience)
  } catch {
    return false
  }
}

const isAbout = ({ sub, email, email_verified: isVerified }: JWTPayload, subject: string): boolean =>
  sub === subject || (email === subject && isVerified === true)

const unproven = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
]

const unlessUnproven = (failure: unknown): undefined => {
  if (unproven.some((kind) => failure instanceof kind)) return undefined
  throw new SenderKeysUnavailable(failure)
}
