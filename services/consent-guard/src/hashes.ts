import { normaliseEmail } from '@concord/domain'
import type { Vault } from '@concord/storage'

/** The keyed hash that stands for an address everywhere outside Dotdigital. */
export const addressHash = (hash: Vault['hash'], email: string): string =>
  hash(`email ${normaliseEmail(email) ?? email}`)

/** The keyed hash that stands for a customer id, which may itself be an address. */
export const customerHash = (hash: Vault['hash'], marketplace: string, customerId: string): string =>
  hash(`customer ${marketplace} ${customerId}`)
