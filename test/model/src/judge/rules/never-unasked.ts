import type { Evidence, Violation } from '../evidence.js'
import { creationsIn, writesIn } from '../read-dotdigital.js'
import { saidIn } from './said.js'

/** Never a subscribe without a grant that the storefront had told, and never of somebody who had opted out. */
export const neverUnasked = (evidence: Evidence): readonly Violation[] => {
  const created = creationsIn(evidence).filter(({ status }) => status === 'subscribed')
  const said = writesIn(evidence).filter(
    ({ path, asked }) =>
      /resubscribe/.test(path) || (path.startsWith('/contacts/v3/') && saidIn(asked, 'status').includes('subscribed')),
  )
  return [
    ...created
      .filter(({ email, at, hasEvidence }) => !hasEvidence || !mayBe(evidence, email, at))
      .map(({ email }) => `${email} was made a subscriber without a grant`),
    ...said.map(({ method, path }) => `${method} ${path} subscribes`),
    ...becameSubscribers(
      evidence,
      created.map(({ email }) => email),
    ).map((email) => `${email} became a subscriber`),
  ]
}

const mayBe = ({ acts }: Evidence, email: string, at: number): boolean => {
  const own = acts.filter((act) => 'email' in act && act.email === email && act.at <= at)
  const lastTold = own.filter((act) => act.is === 'told' && act.agreed !== 'unasked').at(-1)
  return lastTold?.is === 'told' && lastTold.agreed === 'yes' && !own.some((act) => act.is === 'chose')
}

/** Whom nobody made a subscriber: neither the account before, nor the person, nor a creation that is looked at by itself. */
const becameSubscribers = ({ before, after, acts }: Evidence, created: readonly string[]): readonly string[] =>
  after.contacts
    .filter(({ status }) => status === 'subscribed')
    .filter(
      ({ contactId, email }) =>
        !before.contacts.some((old) => old.contactId === contactId && old.status === 'subscribed') &&
        !acts.some((act) => act.is === 'chose' && act.status === 'subscribed' && act.contactId === contactId) &&
        !created.includes(email),
    )
    .map(({ email }) => email)
