import type { Contact, Dotdigital, Suppression } from '@concord/dotdigital'
import type { ConsentSource, Reading } from '../ports.js'

const pageSize = 1_000

export const dotdigitalConsentSource = (dotdigital: Dotdigital, now: () => Date): ConsentSource => ({
  async *contacts(modifiedSince) {
    const source = modifiedSince === undefined ? 'full-read' : 'modified'
    let marker: string | undefined
    do {
      // A page is as old as its question: what is heard while it is under way is newer.
      const learnedAt = now().toISOString()
      const reading = ({ email, status }: Contact): Reading | undefined =>
        email === undefined ? undefined : { email, fact: { status, source, learnedAt } }
      const page = await dotdigital.contacts.list({ modifiedSince, marker, limit: pageSize })
      yield page.contacts.map(reading).filter((one) => one !== undefined)
      marker = page.next
    } while (marker !== undefined)
  },

  async *suppressions(since) {
    const reading = ({ email, status, dateRemoved }: Suppression): Reading | undefined =>
      email === undefined
        ? undefined
        : { email, fact: { status, source: 'suppressed-since', learnedAt: now().toISOString(), since: dateRemoved } }
    let page: Reading[] = []
    for await (const suppression of dotdigital.suppressions.since(since)) {
      const one = reading(suppression)
      if (one !== undefined) page.push(one)
      if (page.length < pageSize) continue
      yield page
      page = []
    }
    if (page.length > 0) yield page
  },
})
