import { createHash, timingSafeEqual } from 'node:crypto'
import { headerOf, type Post } from './post.js'

/** Who sent a post, as far as it was proven. */
export interface Sender {
  readonly by: 'signature' | 'token' | 'password' | 'identity-token'
  /** Which of several valid credentials of this sort, from 0. */
  readonly which: number
}

/** Says who sent a post; undefined where it is not proven. */
export type Proof = (post: Post) => Promise<Sender | undefined>

/** The first of several proofs that holds. */
export const anyOf =
  (...proofs: readonly Proof[]): Proof =>
  async (post) => {
    for (const proof of proofs) {
      const sender = await proof(post)
      if (sender !== undefined) return sender
    }
    return undefined
  }

/**
 * Where a text stands among those that are valid; -1 where it does not. Digests are compared, and all of them, so that
 * time tells neither length, nor likeness, nor place.
 */
export const placeAmong = (valid: readonly string[], given: string | undefined): number => {
  const digest = digestOf(given ?? '')
  const fits = valid.map((one) => timingSafeEqual(digestOf(one), digest))
  return given === undefined || given === '' ? -1 : fits.lastIndexOf(true)
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

const senderAt = (by: Sender['by'], which: number): Sender | undefined => (which < 0 ? undefined : { by, which })

/** One of the texts that `given` finds in a post is one of the valid ones. */
export const byToken =
  (validOf: (place: string) => readonly string[], ...given: readonly ((post: Post) => string | undefined)[]): Proof =>
  async (post) => {
    const valid = validOf(post.place)
    return senderAt('token', Math.max(...given.map((find) => placeAmong(valid, find(post)))))
  }

export const authorization = (post: Post): string | undefined => headerOf(post, 'authorization')

/** The token of `Authorization: Bearer`. */
export const bearer = (post: Post): string | undefined => /^bearer +(.+)$/i.exec(authorization(post) ?? '')?.[1]

export const header =
  (name: string) =>
  (post: Post): string | undefined =>
    headerOf(post, name)

export const inQuery =
  (name: string) =>
  (post: Post): string | undefined =>
    post.inQuery(name)

/** `Authorization: Basic`. */
export const byPassword =
  (validOf: (place: string) => { readonly user: string; readonly password: string } | undefined): Proof =>
  async (post) => {
    const [, encoded] = /^basic +([A-Za-z0-9+/=]+)$/i.exec(authorization(post) ?? '') ?? []
    const valid = validOf(post.place)
    const given = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8')
    return senderAt('password', placeAmong(valid === undefined ? [] : [`${valid.user}:${valid.password}`], given))
  }
