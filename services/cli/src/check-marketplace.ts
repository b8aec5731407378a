import { type MarketplaceConfig, variablePart } from '@concord/runtime'
import { fault, type Finding, ok, warning } from './finding.js'
import { type FieldDefinition, type MarketplaceToCheck, readings } from './ports.js'
import { type Asked, trying } from './trying.js'

type Rules = Pick<MarketplaceConfig, 'id' | 'emailField' | 'loyaltyField' | 'consentField' | 'links'>

/** Whether a marketplace answers, takes the key, lets Concord read what it needs, and has what the configuration names. */
export const checkMarketplace = async (rules: Rules, marketplace: MarketplaceToCheck): Promise<readonly Finding[]> => {
  const subject = `marketplace ${rules.id}`
  const part = variablePart(rules.id)
  const asked = (what: string): Asked => ({ subject, what, variables: `MIRAKL_${part}_URL and MIRAKL_${part}_KEY` })
  const answered = await trying(asked('does not answer as Mirakl'), () => marketplace.answer())
  if ('finding' in answered) return [answered.finding]
  // Mirakl answers the first question to anybody, and this one only to whom it knows.
  const platform = await trying(asked('does not tell its clock'), () => marketplace.timezone())
  if ('finding' in platform) return [platform.finding]
  return [
    ok(subject, `answers and takes the key; its clock is ${platform.value}`),
    ...(await checkReadings(asked, subject, marketplace)),
    ...(await checkFields(rules, asked, marketplace)),
    ...(await checkChannels(rules, asked, marketplace)),
  ]
}

type AskedOf = (what: string) => Asked

const checkReadings = async (
  asked: AskedOf,
  subject: string,
  marketplace: MarketplaceToCheck,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  for (const kind of readings) {
    const tried = await trying(asked(`does not let us read ${kind}`), () => marketplace.read(kind))
    findings.push('finding' in tried ? tried.finding : ok(subject, `lets us read ${kind}`))
  }
  return findings
}

/** Asked for only where a field is configured, since Mirakl answers once a day. */
const checkFields = async (
  rules: Rules,
  asked: AskedOf,
  marketplace: MarketplaceToCheck,
): Promise<readonly Finding[]> => {
  const { emailField, loyaltyField, consentField } = rules
  const codes = { emailField, loyaltyField, 'consentField.code': consentField?.code }
  const named = Object.entries(codes).flatMap(([name, code]) => (code === undefined ? [] : [{ name, code }]))
  if (named.length === 0) return []
  const tried = await trying(asked('does not tell its custom fields'), () => marketplace.fields())
  if ('finding' in tried) return [tried.finding]
  const at = (name: string): string => `marketplaces.${rules.id}.${name}`
  return [
    ...named.map(({ name, code }) => fieldFinding(at(name), code, tried.value)),
    ...valueFindings(at('consentField'), consentField, tried.value),
  ]
}

const fieldFinding = (subject: string, code: string, defined: readonly FieldDefinition[]): Finding => {
  const found = defined.filter((field) => field.code === code)
  if (found.length === 0)
    return fault(
      subject,
      `no custom field has the code ${code}`,
      'Create it in Mirakl’s back office, or correct the code.',
    )
  if (found.some(({ entity = 'ORDER' }) => entity === 'ORDER'))
    return ok(subject, `${code} is a custom field of orders`)
  const [{ entity } = { entity: 'something else' }] = found
  return fault(subject, `${code} is a custom field of ${entity}, not of orders`, 'Name a custom field of orders.')
}

/** A list takes only the values that it was defined with. */
const valueFindings = (
  subject: string,
  consentField: Rules['consentField'],
  defined: readonly FieldDefinition[],
): readonly Finding[] => {
  const accepted = defined.find(({ code }) => code === consentField?.code)?.acceptedValues ?? []
  if (consentField === undefined || accepted.length === 0) return []
  return (['optedOut', 'subscribed'] as const)
    .filter((name) => consentField[name] !== undefined && !accepted.includes(consentField[name]))
    .map((name) =>
      fault(
        `${subject}.${name}`,
        'the list of the custom field has no such value',
        `Use one of ${accepted.join(', ')}.`,
      ),
    )
}

/** Asked for only where a channel is named, since Mirakl answers once a day. */
const checkChannels = async (
  { id, links }: Rules,
  asked: AskedOf,
  marketplace: MarketplaceToCheck,
): Promise<readonly Finding[]> => {
  const named = Object.keys(links.channels)
  if (named.length === 0) return []
  const tried = await trying(asked('does not tell its channels'), () => marketplace.channels())
  if ('finding' in tried) return [tried.finding]
  const unknown = named.filter((code) => !tried.value.includes(code))
  const subject = `marketplaces.${id}.links.channels`
  if (unknown.length === 0) return [ok(subject, `the marketplace has ${named.join(', ')}`)]
  const what = `the marketplace has no channel ${unknown.join(', ')}; it has ${tried.value.join(', ') || 'none'}`
  return [warning(subject, what, 'Correct the code; until then orders of that channel get the usual links.')]
}
