import { createHmac, timingSafeEqual } from 'node:crypto'
import { isGzip } from './body.js'
import { headerOf, type Opening } from './post.js'
import type { SignatureProof } from './proofs.js'

const windowSeconds = 300

interface Signed {
  readonly id: string
  readonly timestamp: string
  readonly signatures: readonly Buffer[]
}

/**
 * A signature of Standard Webhooks (github.com/standard-webhooks, spec 1.0): HMAC-SHA256 over `<id>.<timestamp>.<body>`.
 *
 * Made of the very bytes that were sent, or of the inflated ones where they are gzip. The official package reads bytes as
 * UTF-8 before it signs, which makes many a gzip the same text: it cannot prove those.
 */
export const byStandardSignature = (
  secretsOf: (place: string) => readonly string[],
  now: () => Date,
): SignatureProof => ({
  isOn: (opening) => signedIn(opening, now()) !== undefined,
  async prove(post) {
    const signed = signedIn(post, now())
    if (signed === undefined) return undefined
    const secrets = secretsOf(post.place)
    const asSent = placeOfSecret(secrets, signed, post.sent)
    const which =
      asSent < 0 && isGzip(post.headers['content-encoding'])
        ? placeOfSecret(secrets, signed, await post.inflated())
        : asSent
    return which < 0 ? undefined : { by: 'signature', which }
  },
})

const signedIn = (opening: Opening, now: Date): Signed | undefined => {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(opening, name),
  )
  if (!id || !timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return undefined
  if (Math.abs(Math.floor(now.getTime() / 1_000) - Number(timestamp)) > windowSeconds) return undefined
  const signatures = signature
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice(3), 'base64'))
  return { id, timestamp, signatures }
}

const placeOfSecret = (secrets: readonly string[], signed: Signed, body: Buffer): number =>
  secrets.map((secret) => isSignedWith(secret, signed, body)).lastIndexOf(true)

const isSignedWith = (secret: string, { id, timestamp, signatures }: Signed, body: Buffer): boolean => {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  const fits = signatures.map((given) => given.length === expected.length && timingSafeEqual(given, expected))
  // Under a key of no bytes anybody could sign.
  return key.length > 0 && fits.includes(true)
}
