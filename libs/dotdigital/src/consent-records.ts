import type { Instant } from '@concord/domain'

/** Proof of one consent. All five parts are required (consentRecord, contacts v3); records are only ever added. */
export interface ConsentRecord {
  /** What the person read and agreed to. */
  readonly text: string
  readonly dateTimeConsented: Instant
  /** Where it was given. */
  readonly url: string
  /** IPv4 or IPv6, of the person. */
  readonly ipAddress: string
  readonly userAgent: string
}

const most = 5

/** @throws RangeError where they are not 1 to 5 */
export const consentRecords = (records: readonly ConsentRecord[]): readonly ConsentRecord[] => {
  if (records.length < 1 || records.length > most) {
    throw new RangeError(`A contact takes 1 to ${String(most)} consent records at once, not ${String(records.length)}`)
  }
  return records.map(({ text, dateTimeConsented, url, ipAddress, userAgent }) => ({
    text,
    dateTimeConsented,
    url,
    ipAddress,
    userAgent,
  }))
}
