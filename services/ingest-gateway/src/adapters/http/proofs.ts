import { createHash, timingSafeEqual } from 'node:crypto'
import { headerOf, type Opening, type Post } from './post.js'

/** Who sent a post, as far as it was proven. */
export interface Sender {
  readonly by: 'signature' | 'token' | 'password' | 'identity-token'
  /** Which of several valid credentials of this sort, from 0. */
  readonly which: number
}

/** Says who sends a post by what stands in front of its body; undefined where that proves nobody. */
export type Proof = (opening: Opening) => Promise<Sender | undefined>

/** A proof over the very bytes of a post, which have to be read for it. */
export interface SignatureProof {
  /** Whether a post has a signature at all, right or wrong. */
  isOn(opening: Opening): boolean
  prove(post: Post): Promise<Sender | undefined>
}

/** How senders prove themselves; a signature that holds goes before what else does. */
export interface Proofs {
  readonly shown: Proof
  readonly signature?: SignatureProof
}

/** The first of several proofs that holds. */
export const anyOf =
  (...proofs: readonly Proof[]): Proof =>
  async (opening) => {
    for (const proof of proofs) {
      const sender = await proof(opening)
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

type Find = (opening: Opening) => string | undefined

/** One of the texts that `given` finds in front of a post is one of the valid ones. */
export const byToken =
  (validOf: (place: string) => readonly string[], ...given: readonly Find[]): Proof =>
  async (opening) => {
    const valid = validOf(opening.place)
    return senderAt('token', Math.max(...given.map((find) => placeAmong(valid, find(opening)))))
  }

export const authorization: Find = (opening) => headerOf(opening, 'authorization')

/** The token of `Authorization: Bearer`. */
export const bearer: Find = (opening) => /^bearer +(.+)$/i.exec(authorization(opening) ?? '')?.[1]

export const header =
  (name: string): Find =>
  (opening) =>
    headerOf(opening, name)

export const inQuery =
  (name: string): Find =>
  (opening) =>
    opening.inQuery(name)

/** `Authorization: Basic`. */
export const byPassword =
  (validOf: (place: string) => { readonly user: string; readonly password: string } | undefined): Proof =>
  async (opening) => {
    const [, encoded] = /^basic +([A-Za-z0-9+/=]+)$/i.exec(authorization(opening) ?? '') ?? []
    const valid = validOf(opening.place)
    const given = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8')
    return senderAt('password', placeAmong(valid === undefined ? [] : [`${valid.user}:${valid.password}`], given))
  }
