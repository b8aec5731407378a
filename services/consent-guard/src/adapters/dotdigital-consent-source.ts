import { type ConsentScope, scopesLeft } from '@concord/domain'
import type { Contact, Dotdigital, Suppression } from '@concord/dotdigital'
import type { ConsentSource, Reading } from '../ports.js'

const pageSize = 1_000

export const dotdigitalConsentSource = (dotdigital: Dotdigital, now: () => Date): ConsentSource => ({
  async *contacts(modifiedSince, scopes) {
    const source = modifiedSince === undefined ? 'full-read' : 'modified'
    const withStandings = scopes.length > 0
    let marker: string | undefined
    do {
      // A page is as old as its question: what is heard while it is under way is newer.
      const learnedAt = now().toISOString()
      const page = await dotdigital.contacts.list({ modifiedSince, marker, limit: pageSize, withStandings })
      yield page.contacts.flatMap((contact) => readingsOf(contact, scopes, { source, learnedAt }))
      marker = page.next
    } while (marker !== undefined)
  },

  async *suppressions(since, scopes) {
    yield* pagesOf(suppressed(dotdigital, since, now))
    for (const scope of scopes) if (scope.startsWith('list:')) yield* pagesOf(leavings(dotdigital, scope, since, now))
  },
})

/** What one contact shows: of the account, and of every scope. */
const readingsOf = (
  { contactId, email, status, createdAt, standings }: Contact,
  scopes: readonly ConsentScope[],
  read: Pick<Reading['fact'], 'source' | 'learnedAt'>,
): Reading[] => {
  if (email === undefined) return []
  const left = scopesLeft(scopes, standings ?? { lists: [], preferences: [] })
  return [
    { email, contactId, fact: { status, ...read }, createdAt },
    ...scopes.map((scope): Reading => {
      const word = left.includes(scope) ? 'unsubscribed' : 'subscribed'
      return { email, contactId, scope, fact: { status: word, ...read } }
    }),
  ]
}

async function* suppressed(dotdigital: Dotdigital, since: Date, now: () => Date): AsyncGenerator<Reading, void> {
  const factOf = ({ status, dateRemoved }: Suppression) =>
    ({ status, source: 'suppressed-since', learnedAt: now().toISOString(), since: dateRemoved }) as const
  for await (const suppression of dotdigital.suppressions.since(since)) {
    const { email } = suppression
    if (email !== undefined) yield { email, ...numberOf(suppression), fact: factOf(suppression) }
  }
}

async function* leavings(
  dotdigital: Dotdigital,
  scope: ConsentScope,
  since: Date,
  now: () => Date,
): AsyncGenerator<Reading, void> {
  const list = Number(scope.slice('list:'.length))
  for await (const leaving of dotdigital.lists.unsubscribedSince(list, since)) {
    const { email, leftAt } = leaving
    if (email === undefined) continue
    const learned = { source: 'suppressed-since', learnedAt: now().toISOString(), since: leftAt } as const
    yield { email, ...numberOf(leaving), scope, fact: { status: 'unsubscribed', ...learned } }
  }
}

/** Of a contact that it does not know any more, Dotdigital writes 0 (suppress-contacts, v2). */
const numberOf = ({ contactId }: { readonly contactId: number }): Pick<Reading, 'contactId'> =>
  contactId > 0 ? { contactId } : {}

async function* pagesOf(readings: AsyncIterable<Reading>): AsyncGenerator<readonly Reading[], void> {
  let page: Reading[] = []
  for await (const reading of readings) {
    page.push(reading)
    if (page.length < pageSize) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
