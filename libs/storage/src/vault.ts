import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { SealBroken, SealKeyMissing } from './errors.js'

/** Keys that wrap data keys, newest first; older ones still open what they sealed. */
export interface KeyRing {
  readonly keys: readonly { readonly id: string; readonly secret: Buffer }[]
  /** Keys the hashes of addresses; changing it makes all of them unknown. */
  readonly hashSecret: Buffer
}

/** A key for one customer's data, usable (`key`) and as it is stored (`wrapped`); destroying the latter erases the data. */
export interface DataKey {
  readonly key: Buffer
  readonly wrapped: string
}

/** Envelope encryption with AES-256-GCM. */
export interface Vault {
  /** The ids of the ring's keys, newest first; what is sealed straight under the ring begins with one of them and a dot. */
  readonly keyIds: readonly string[]
  newDataKey(): DataKey
  /** @throws SealBroken, and of its kind SealKeyMissing where the ring lacks the key that wrapped it */
  unwrap(wrapped: string): Buffer
  /** Seals under a data key, or straight under the ring's newest key. */
  seal(text: string, key?: Buffer): string
  /** @throws SealBroken when the key is missing or the text was changed */
  open(sealed: string, key?: Buffer): string
  /** A keyed hash: the same for the same text, and of no use to whoever lacks the key. 32 hex digits. */
  hash(text: string): string
}

const ivBytes = 12
const tagBytes = 16

export const createVault = ({ keys, hashSecret }: KeyRing): Vault => {
  const newest = keys[0]
  if (newest === undefined) throw new SealBroken('the key ring is empty')
  const secrets = new Map(keys.map(({ id, secret }) => [id, wrappingKey(secret)]))

  const seal = (text: string, key?: Buffer): string =>
    key === undefined
      ? `${newest.id}.${encrypt(text, secretOf(newest.id)).toString('base64url')}`
      : encrypt(text, key).toString('base64url')

  const open = (sealed: string, key?: Buffer): string => {
    if (key !== undefined) return decrypt(Buffer.from(sealed, 'base64url'), key)
    const [, id, text] = /^([\w-]+)\.([\w-]+)$/.exec(sealed) ?? []
    if (id === undefined || text === undefined) throw new SealBroken('it does not look sealed')
    return decrypt(Buffer.from(text, 'base64url'), secretOf(id))
  }

  const secretOf = (id: string): Buffer => {
    const secret = secrets.get(id)
    if (secret === undefined) throw new SealKeyMissing(id)
    return secret
  }

  return {
    keyIds: keys.map(({ id }) => id),
    seal,
    open,
    newDataKey: () => {
      const key = randomBytes(32)
      return { key, wrapped: seal(key.toString('base64url')) }
    },
    unwrap: (wrapped) => Buffer.from(open(wrapped), 'base64url'),
    hash: (text) => createHmac('sha256', hashSecret).update(text).digest('hex').slice(0, 32),
  }
}

const wrappingKey = (secret: Buffer): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'concord wrap', 32))

const encrypt = (text: string, key: Buffer): Buffer => {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

const decrypt = (sealed: Buffer, key: Buffer): string => {
  try {
    // Without its length a shorter tag would pass, which is easier to forge.
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    return Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new SealBroken('it was changed, or sealed with another key', cause)
  }
}
