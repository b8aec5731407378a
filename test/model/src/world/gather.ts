import { z } from 'zod'
import type { Account, Exchange } from '../judge/evidence.js'
import type { SharedClock } from './shared-clock.js'

const get = async (url: string): Promise<unknown> => (await fetch(url)).json()

const Calls = z.object({
  calls: z.array(
    z.object({
      at: z.string(),
      method: z.string(),
      path: z.string(),
      requestBody: z.string(),
      status: z.number(),
      body: z.string(),
    }),
  ),
})

/** More is not kept by a sandbox, and a story of which a part is missing cannot be judged. */
const mostCalls = 10_000

/** As the sandbox wrote them down, by its own clock. */
export const callsAt = async (sandboxUrl: string, query = ''): Promise<z.infer<typeof Calls>['calls']> =>
  Calls.parse(await get(`${sandboxUrl}/_sandbox/calls${query}`)).calls

/** Every call that a sandbox was asked since it began, in order of time. */
export const exchangesAt = async (sandboxUrl: string, clock: SharedClock): Promise<readonly Exchange[]> => {
  const calls = await callsAt(sandboxUrl)
  if (calls.length >= mostCalls) throw new Error('the story was longer than the sandbox remembers')
  return calls
    .map(({ at, method, path, requestBody, status, body }) => ({
      ...{ at: clock.realMsOf(at), method, path, status },
      ...{ asked: jsonIn(requestBody), answer: jsonIn(body) },
    }))
    .toSorted((left, right) => left.at - right.at)
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const Record_ = z.record(z.string(), z.unknown())
const Snapshot = z.object({
  contacts: z.record(
    z.string(),
    z.object({
      contactId: z.number(),
      identifiers: z.object({ email: z.string() }),
      channelProperties: z.object({ email: z.object({ status: z.string() }) }),
      dataFields: Record_,
      lists: z.array(z.object({ id: z.number() })),
    }),
  ),
  records: z.record(z.string(), Record_),
  dataFields: Record_,
  ...{ lists: z.unknown(), preferences: z.unknown(), optIns: z.unknown(), campaigns: z.unknown() },
  ...{ programs: z.unknown(), recycleBin: z.unknown(), customIdentifiers: z.unknown() },
})

/** What the Dotdigital sandbox holds now. */
export const accountAt = async (sandboxUrl: string): Promise<Account> => {
  const { contacts, records, dataFields, ...others } = Snapshot.parse(await get(`${sandboxUrl}/_sandbox/snapshot`))
  return {
    contacts: Object.values(contacts).map(({ contactId, identifiers, channelProperties, ...shown }) => ({
      ...{ contactId, email: identifiers.email, status: channelProperties.email.status.toLowerCase() },
      ...{ dataFields: shown.dataFields, lists: shown.lists.map(({ id }) => id) },
    })),
    ...{ records, dataFields, others },
  }
}
