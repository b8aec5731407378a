import type { Evidence, Violation } from '../evidence.js'
import { creationsIn, writesIn } from '../read-dotdigital.js'
import { saidIn } from './said.js'

/** Never an existing subscriber opted out by Concord. */
export const neverOptedOutByUs = (evidence: Evidence): readonly Violation[] => [
  ...writesIn(evidence)
    .filter(({ path }) => /\/(unsubscribe|suppress)/.test(path))
    .map(({ method, path }) => `${method} ${path} opts out`),
  ...writesIn(evidence)
    .filter(({ path }) => path.startsWith('/contacts/v3/'))
    .filter(({ asked }) => saidIn(asked, 'status').some((said) => said !== 'subscribed'))
    .map(({ method, path }) => `${method} ${path} says a status`),
  ...lostSubscribers(evidence).map((email) => `${email} is no subscriber any more, and did not choose so`),
]

const lostSubscribers = (evidence: Evidence): readonly string[] => {
  const subscribers = [...evidence.before.contacts, ...creationsIn(evidence)].filter(
    ({ status }) => status === 'subscribed',
  )
  return evidence.after.contacts
    .filter(({ contactId, status }) => {
      const chosen = evidence.acts.filter((act) => act.is === 'chose' && act.contactId === contactId).at(-1)
      const was = chosen?.is === 'chose' ? chosen.status : undefined
      const isSubscriber =
        was === undefined ? subscribers.some((one) => one.contactId === contactId) : was === 'subscribed'
      return isSubscriber && status !== 'subscribed'
    })
    .map(({ email }) => email)
}
