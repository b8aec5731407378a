import { contactFields } from '@concord/domain'
import { type AccountConfig, variablePart } from '@concord/runtime'
import { checkNamed } from './check-named.js'
import { fault, type Finding, note, ok, warning } from './finding.js'
import type { AccountToCheck, Room, TierLeft, Wanted } from './ports.js'
import { type Asked, trying } from './trying.js'

interface Checked {
  readonly rules: AccountConfig
  /** Ids of the marketplaces that feed it. */
  readonly marketplaces: readonly string[]
  readonly account: AccountToCheck
}

/** Whether an account answers, takes the credentials, has what the configuration names, and room for what Concord makes. */
export const checkAccount = async ({ rules, marketplaces, account }: Checked): Promise<readonly Finding[]> => {
  const subject = `account ${rules.id}`
  const part = variablePart(rules.id)
  const variables = `DOTDIGITAL_${part}_USER, DOTDIGITAL_${part}_PASSWORD and DOTDIGITAL_${part}_URL`
  const asked = (what: string): Asked => ({ subject, what, variables })
  const found = await trying(asked('does not answer as Dotdigital'), () => account.region())
  if ('finding' in found) return [found.finding]
  const wanted = wantedBy(rules)
  const room = await trying(asked('does not tell what it has'), () => account.room(wanted))
  const records = await trying(asked('does not tell its records'), () => account.recordKeys(rules.collections.orders))
  return [
    ok(subject, `takes the credentials; its region answers at ${found.value}`),
    ...('finding' in room ? [room.finding] : roomFindings(subject, wanted, room.value)),
    ...('finding' in records ? [records.finding] : foreignRecords(rules, marketplaces, records.value)),
    ...(await checkNamed(rules, asked, account)),
    ...account.rates().map((left) => rateFinding(subject, left)),
  ]
}

const wantedBy = ({ collections: { orders, sellers } }: AccountConfig): Wanted => ({
  dataFields: contactFields.map(({ name, type }) => ({ name, type })),
  collections: [
    { name: orders, scope: 'contact', type: 'orders' },
    { name: sellers, scope: 'account', type: 'custom' },
  ],
})

const roomFindings = (subject: string, wanted: Wanted, { missing, conflicts }: Room): readonly Finding[] => {
  const fields = missingWords('data fields', missing.dataFields.length, wanted.dataFields.length)
  const collections = missingWords('collections', missing.collections.length, wanted.collections.length)
  const names = missing.collections.map(({ name }) => name).join(', ')
  const isAll = missing.dataFields.length + missing.collections.length === 0
  return [
    ok(
      subject,
      `${fields}, ${collections}${isAll ? '' : `${names && ` (${names})`}; Concord makes what is missing at its start`}`,
    ),
    ...conflicts.map(({ is, name, detail }) =>
      fault(
        `${is === 'collection' ? 'collection' : 'data field'} ${name}`,
        detail,
        'Until that is mended, Concord holds what it would write there.',
      ),
    ),
  ]
}

const missingWords = (what: string, missing: number, all: number): string =>
  missing === 0 ? `all ${all} ${what} are there` : `${missing} of ${all} ${what} are missing`

/** Whoever else writes orders would have every purchase counted twice. */
const foreignRecords = (
  { id, collections }: AccountConfig,
  marketplaces: readonly string[],
  keys: readonly string[],
): readonly Finding[] => {
  const isOurs = (key: string): boolean => marketplaces.some((marketplace) => key.startsWith(`${marketplace}-`))
  const foreign = keys.filter((key) => !isOurs(key)).length
  if (foreign === 0) return []
  const what = `${foreign} of the first ${keys.length} records in ${collections.orders} are not Concord’s: another connector writes there too`
  const remedy = 'Purchases that both write count twice: stop one of them, or name a collection of Concord’s own.'
  return [warning(`accounts.${id}.collections.orders`, what, remedy)]
}

const fewLeft = 0.1

const rateFinding = (subject: string, { tier, limit, remaining }: TierLeft): Finding => {
  const what = `${remaining} of ${limit} calls a minute are left of tier ${tier}`
  if (remaining >= limit * fewLeft) return note(subject, what)
  return warning(subject, what, 'Something else uses them up; find out what, or have Dotdigital raise the limit.')
}
