import { type ConsentFact, TransientFailure } from '@concord/domain'
import type { Log } from '@concord/runtime'
import type { Platform } from './dotdigital-port.js'
import { isToComeAgain } from './errors.js'

interface Reading {
  readonly fact?: ConsentFact | undefined
  /** Why there is none. */
  readonly failure?: unknown
}

export type ReadConsent = (...asked: Parameters<Platform['readConsent']>) => Promise<Reading>

interface Needs {
  readonly account: { readonly id: string }
  readonly platform: Pick<Platform, 'readConsent'>
  readonly log: Pick<Log, 'warn'>
}

/** A contact that cannot be read holds back nobody else; a platform that is away is not asked again by the same reader. */
export const consentReader = ({ account, platform, log }: Needs): ReadConsent => {
  let away: Reading | undefined
  return async (contactId, scopes) => {
    if (away !== undefined) return away
    try {
      return { fact: await platform.readConsent(contactId, scopes) }
    } catch (failure) {
      if (failure instanceof TransientFailure) away = { failure }
      if (!isToComeAgain(failure)) log.warn('consent.unread', { account: account.id, contactId, failure })
      return { failure }
    }
  }
}
