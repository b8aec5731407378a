import { type ConsentFact, TransientFailure } from '@concord/domain'
import type { Platform } from './dotdigital-port.js'

interface Reading {
  readonly fact?: ConsentFact | undefined
  /** Why there is none. */
  readonly failure?: unknown
}

export type ReadConsent = (...asked: Parameters<Platform['readConsent']>) => Promise<Reading>

/** A contact that cannot be read holds back nobody else; a platform that is away is not asked again by the same reader. */
export const consentReader = (platform: Pick<Platform, 'readConsent'>): ReadConsent => {
  let away: Reading | undefined
  return async (contactId, scopes) => {
    if (away !== undefined) return away
    try {
      return { fact: await platform.readConsent(contactId, scopes) }
    } catch (failure) {
      if (failure instanceof TransientFailure) away = { failure }
      return { failure }
    }
  }
}
