import { isIPv6 } from 'node:net'
import type { Request } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { tooMany } from './refusal.js'

export interface SenderLimits {
  /** Posts that one sender may make in a minute, in each replica. */
  readonly postsPerMinute: number
  /** Proxies in front that add to `X-Forwarded-For`; 0 where senders connect directly. */
  readonly trustedProxies: number
  /** Memory for bodies in hand, of all senders together. */
  readonly roomBytes?: number
}

export const defaultLimits: SenderLimits = { postsPerMinute: 30_000, trustedProxies: 0 }

const failuresPerMinute = 300

/** How much senders may ask of this replica. */
export interface Rates {
  /** @throws Refusal 429 once a sender has posted more than it may */
  admit(sender: string): Promise<void>
  /**
   * Counts a proof that failed.
   *
   * @throws Refusal 429 once too many from an address did; whoever has a proof is never asked for the address, since
   *   many senders may share one
   */
  noteFailure(address: string): Promise<void>
}

export const createRates = ({ postsPerMinute }: SenderLimits): Rates => {
  const posts = new RateLimiterMemory({ points: postsPerMinute, duration: 60 })
  const failures = new RateLimiterMemory({ points: failuresPerMinute, duration: 60 })
  return {
    async admit(sender) {
      await posts.consume(sender).catch((spent: unknown) => {
        if (!(spent instanceof RateLimiterRes)) throw spent
        throw tooMany('Send it again after the seconds that Retry-After names.', secondsOf(spent))
      })
    },
    async noteFailure(address) {
      await failures.consume(address).catch((spent: unknown) => {
        if (!(spent instanceof RateLimiterRes)) throw spent
        const detail = 'Too many posts from this address had no valid proof; correct it, then try again.'
        throw tooMany(detail, secondsOf(spent))
      })
    },
  }
}

const secondsOf = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1_000))

/** Who connects, as far as the proxies in front say; of IPv6 the network, since one host has all of its addresses. */
export const addressOf = ({ headers, socket }: Request, trustedProxies: number): string => {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
  // Some proxies write the port behind it, which is another one for each connection.
  const told = trustedProxies === 0 ? '' : (forwarded.at(-trustedProxies) ?? '').replace(/^([\d.]+):\d+$/, '$1')
  const address = told === '' ? (socket.remoteAddress ?? '') : told
  const plain = address.replace(/^::ffff:/i, '')
  return isIPv6(plain) ? networkOf(plain) : plain.slice(0, 64)
}

/** The first 64 bits. */
const networkOf = (address: string): string => {
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const [left, right] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array.from(
    { length: tail === undefined ? 0 : 8 - (left?.length ?? 0) - (right?.length ?? 0) },
    () => '0',
  )
  return [...(left ?? []), ...zeros, ...(right ?? [])].slice(0, 4).join(':')
}
