import { waitFor } from '@concord/testing'
import pg from 'pg'
import { marketplace } from './orders.js'
import type { System } from './system.js'

/** The order that all others are made after. */
export const template = 'T-0'
const templateKey = `${marketplace}:order:${template}-A`
const recordKey = `${marketplace}-${template}-A`
const recordsAtOnce = 1_000

/**
 * Has the whole history stand everywhere without having gone the whole way: each hundredth order is missing in the journal, and
 * no contact has its figures.
 */
export const cloneHistory = async (system: System): Promise<void> => {
  const { contacts, records } = await stateOf(system)
  const ids = contacts.map(({ contactId }) => contactId)
  const client = new pg.Client({ connectionString: system.postgresUrl })
  await client.connect()
  try {
    await client.query(journal, [templateKey, system.history, system.vendors.historyAt])
    await client.query(polled)
    await client.query(contactRows, [templateKey, ids])
    for (const statement of [orders, orderEffects, contactEffects])
      await client.query(statement, [templateKey, system.history, ids.length])
    await client.query('analyze')
  } finally {
    await client.end()
  }
  await putRecords(system, ids, records['Orders']?.[recordKey]?.json ?? {})
}

const key = `'${marketplace}:order:H' || n || '-A'`

/** What the journal was told of since is not held against Mirakl. */
const journal = `insert into ingest.records
  select (jsonb_populate_record(r, jsonb_build_object('key', ${key}, 'version', $3 || '~2099-01-01T00:00:00.000Z~none'))).*
  from ingest.records r, generate_series(0, $2::int - 1) n where r.key = $1 and n % 100 > 0`

/** As if polls had seen it all. */
const polled = `update ingest.watermarks set watermark = started_at where kind = 'order'`

const contactRows = `insert into publisher.contacts
  select (jsonb_populate_record(c, jsonb_build_object('profile_id', 'clone-' || (n - 1), 'contact_id', id))).*
  from publisher.orders o join publisher.contacts c using (account, profile_id),
    unnest($2::bigint[]) with ordinality as ids(id, n) where o.record_key = $1`

const orders = `insert into publisher.orders
  select (jsonb_populate_record(o, jsonb_build_object('record_key', ${key}, 'profile_id', 'clone-' || n % $3::int))).*
  from publisher.orders o, generate_series(0, $2::int - 1) n where o.record_key = $1`

const orderEffects = `insert into publisher.effects
  select (jsonb_populate_record(e, jsonb_build_object('ref', ${key}))).*
  from publisher.effects e, generate_series(0, $2::int - 1) n where e.kind = 'order' and e.ref = $1 and $3::int > 0`

const contactEffects = `insert into publisher.effects
  select (jsonb_populate_record(e, jsonb_build_object('ref', 'clone-' || n))).*
  from publisher.effects e join publisher.orders o on e.kind = 'contact' and e.ref = o.profile_id, generate_series(0, $3::int - 1) n
  where o.record_key = $1 and $2::int > 0`

interface State {
  readonly contacts: readonly { readonly contactId: number }[]
  readonly records: Readonly<Record<string, Readonly<Record<string, { readonly json: object }>>>>
}

const stateOf = async ({ vendors }: System): Promise<State> =>
  (await (await fetch(`${vendors.dotdigitalUrl}/_sandbox/state`)).json()) as State

/** As imports bring them. */
const putRecords = async ({ history, vendors }: System, ids: readonly number[], json: object): Promise<void> => {
  const { user, password } = vendors.accounts['main'] ?? { user: '', password: '' }
  const headers = { authorization: `Basic ${btoa(`${user}:${password}`)}`, 'content-type': 'application/json' }
  const summary = async () => (await (await fetch(`${vendors.dotdigitalUrl}/_sandbox/summary`)).json()) as Summary
  for (let from = 0; from < history; from += recordsAtOnce) {
    const records = Array.from({ length: Math.min(recordsAtOnce, history - from) }, (_none, nth) => ({
      ...{ key: `${marketplace}-H${from + nth}-A`, json },
      contactIdentity: { identifier: 'contactId', value: String(ids[(from + nth) % ids.length]) },
    }))
    const body = { collectionName: 'Orders', collectionScope: 'contact', collectionType: 'orders', records }
    const response = await fetch(`${vendors.dotdigitalUrl}/insightData/v3/import`, {
      ...{ method: 'PUT', headers, body: JSON.stringify(body) },
    })
    if (!response.ok) throw new Error(`the import answered ${response.status}: ${await response.text()}`)
    const count = from + records.length + 1
    await waitFor(async () => ((await summary()).records['Orders'] ?? 0) >= count, {
      limitMs: 60_000,
      everyMs: 50,
      what: 'an import',
    })
  }
}

interface Summary {
  readonly records: Readonly<Record<string, number>>
}
